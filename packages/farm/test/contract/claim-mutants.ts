import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { filter } from 'rxjs'
import type { Memory } from '../../src/engine/memory/memory.js'
import { get, remove } from '../../src/engine/memory/ordered-map.js'
import { entryAt, lanesOf } from '../../src/engine/memory/state.js'
import type { EngineError, Lease } from '../../src/index.js'
import { anyway, type Mutant, thenDo, turn, withLeases, withParts } from './mutant.js'

const alone = 'of the leases of one job, in whatever lanes, one may make it at a time, until it is ended in any way'
const lost =
  'what a lost worker was to make may be made by who has the job next, at once, and by who has it in another lane, in time'
const woken = 'who looks whether another has a job is woken when he may make it, though he is in another process'
const granted = TE.right<EngineError, boolean>(true)

/** Lets go of what is claimed of a job, whoever has it. */
const freed = (memory: Memory, job: string): void =>
  memory.ask((state) => ({
    state: { ...state, claims: remove(state.claims, job) },
    answer: undefined,
    effects: [],
  }))

/** Claims that are kept apart by something, and never let go of. */
const keptBy = (nameOf: (lease: Lease) => string) => {
  const held = new Map<string, Lease>()
  return (lease: Lease): Partial<Lease> => ({
    claim: pipe(
      lease.claim,
      TE.map(() => {
        const name = nameOf(lease)
        if (!held.has(name)) held.set(name, lease)
        return held.get(name) === lease
      }),
    ),
  })
}

/** Mutants of who may make a job that several have sent. */
export const claimMutants: readonly Mutant[] = [
  {
    wrong: 'an engine that lets everyone make a job',
    made: withLeases(() => ({ claim: granted })),
    breaks: alone,
    says: /^who may make it: \[ true, true, true, true \]/,
  },
  {
    wrong: 'an engine that lets each submitter make a job',
    made: withLeases(keptBy(({ job: { lane } }) => `${lane.submitter} ${lane.priority}`)),
    breaks: alone,
    says: /^who may make it: \[ true, true, true, true \]/,
  },
  {
    wrong: 'an engine that lets one job be made at a time',
    made: withLeases(keptBy(() => 'all')),
    breaks: alone,
    says: /^who may make another: false/,
  },
  {
    wrong: 'an engine that never lets go of what was claimed',
    made: withLeases(keptBy(({ job }) => job.id)),
    breaks: alone,
    says: /^who may make it after finish: false/,
  },
  {
    wrong: 'an engine that lets a job be made by who asks last',
    made: withLeases((lease, memory) => ({
      claim: async () => {
        freed(memory, lease.job.id)
        return lease.claim()
      },
    })),
    breaks: alone,
    says: /^who may make it: \[ true, true, true, true \]/,
  },
  {
    wrong: 'an engine that wakes nobody when a claim is over',
    made: withParts((engine) => {
      const state = { isEnding: false }
      return {
        wakes: engine.wakes.pipe(filter(() => !state.isEnding)),
        work: (lane, worker) =>
          pipe(
            engine.work(lane, worker),
            TE.tapIO(() => () => void (state.isEnding = true)),
          ),
      }
    }),
    breaks: woken,
    says: /^whether he is woken: false/,
  },
  {
    wrong: 'an engine in which nobody else has a job',
    made: withLeases(() => ({ isClaimed: TE.right(false) })),
    breaks: woken,
    says: /^whether another has it: false/,
  },
  {
    wrong: 'an engine in which another has a job until it is over',
    made: withLeases(() => ({ isClaimed: TE.right(true) })),
    breaks: woken,
    says: /^who has it: \[ true, true \]/,
  },
  {
    wrong: 'an engine in which who looks takes the job',
    made: withLeases((lease, memory) => ({
      isClaimed: async () => {
        const before = get(memory.state().claims, lease.job.id)?.lease
        const seen = await lease.isClaimed()
        freed(memory, lease.job.id)
        await lease.claim()
        return before === undefined ? TE.right<EngineError, boolean>(false)() : seen
      },
    })),
    breaks: woken,
    says: /^who has it still: \[ false, true \]/,
  },
  {
    wrong: 'an engine in which what a lost worker claimed is never free',
    made: withLeases((lease, memory) => {
      const before = get(memory.state().claims, lease.job.id)
      return lease.losses > 0 && before === undefined ? { claim: TE.right<EngineError, boolean>(false) } : {}
    }),
    breaks: lost,
    says: /^whether who has it next may: false/,
  },
  {
    wrong: 'an engine in which a lost worker may claim its job still',
    made: withLeases((lease) => ({ claim: TE.orElse(() => granted)(lease.claim) })),
    breaks: lost,
    says: /^it did/,
  },
  {
    wrong: 'an engine that looks who may make a job, and writes it down a moment later',
    made: withLeases((lease, memory) => ({
      claim: async () => {
        const isFree = get(memory.state().claims, lease.job.id) === undefined
        await turn()
        const answer = await anyway(thenDo(() => undefined)(lease.claim))()
        return isFree ? granted() : TE.map(() => false)(TE.fromEither<EngineError, void>(answer))()
      },
    })),
    breaks: 'of those who claim one job in one moment one may make it',
    says: /^how many may: 8/,
  },
  {
    wrong: 'an engine that lists the lanes of all jobs for each',
    made: withParts((engine) => ({
      lanesOf: () =>
        pipe(
          engine.lanes,
          TE.map((counts) => counts.map(({ lane }) => lane)),
        ),
    })),
    breaks: 'the lanes of a job are those in which it waits or runs',
    says: /^where another waits/,
  },
  {
    wrong: 'an engine that lists the lanes of a job only while it waits',
    made: withParts((_, memory) => ({
      lanesOf: (job) =>
        TE.fromIO(() =>
          lanesOf(memory.state(), job).filter(
            (lane) => entryAt(memory.state(), { id: job, lane })?.seat._tag === 'Waiting',
          ),
        ),
    })),
    breaks: 'the lanes of a job are those in which it waits or runs',
    says: /^where it runs/,
  },
]
