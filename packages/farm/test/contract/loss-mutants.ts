import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { NEVER } from 'rxjs'
import { values } from '../../src/engine/memory/ordered-map.js'
import { amend, anyway, type Mutant, never, thenDo, withLeases, withParts } from './mutant.js'

const taken = 'what a lost worker had is taken again before all others, with one loss more, and what was not lost stays'
const counted = 'losses are counted until the job is given up and tried again; giving back counts none and forgets none'
/** Mutants of losing workers. */
export const lossMutants: readonly Mutant[] = [
  {
    wrong: 'an engine that counts no losses',
    made: withLeases(() => ({ losses: 0 })),
    breaks: taken,
    says: /^losses: \[ 0, 0 \]/,
  },
  {
    wrong: 'an engine that wakes nobody when a worker is lost',
    made: withParts(() => ({ wakes: NEVER })),
    breaks: taken,
    says: /^whether others are woken: false/,
  },
  {
    wrong: 'an engine that never loses a worker',
    memory: (memory) => ({ ...memory, abandon: () => undefined }),
    breaks: taken,
    says: /^whether others are woken: false/,
  },
  {
    wrong: 'an engine that loses all workers with one',
    memory: (memory) => ({
      ...memory,
      abandon: () => {
        for (const { entries } of values(memory.state().lanes))
          for (const { job } of values(entries)) memory.abandon(job)
      },
    }),
    breaks: taken,
    says: /^lanes: [\s\S]+ running: 0/,
  },
  {
    wrong: 'an engine in which who lost a job may still finish it',
    made: withLeases((lease, memory) => ({
      finish: anyway(
        pipe(
          lease.finish,
          TE.orElse(() => TE.fromIO(() => amend(memory, lease.job, () => null))),
        ),
      ),
    })),
    breaks: taken,
    says: /^it did/,
  },
  {
    wrong: 'an engine that says a lease is lost, and takes the job from who has it',
    made: withLeases((lease, memory) => ({
      giveBack: pipe(
        lease.giveBack,
        TE.mapLeft((error) => {
          amend(memory, lease.job, () => null)
          return error
        }),
      ),
    })),
    breaks: taken,
    says: /^what there is after that/,
  },
  {
    wrong: 'an engine that tells nobody of what was lost',
    made: withLeases(() => ({ lost: never })),
    breaks: taken,
    says: /^whether the lost are told: \[ false, false \]/,
  },
  {
    wrong: 'an engine that forgets losses when a job is given back',
    made: withLeases((lease, memory) => ({
      giveBack: pipe(
        lease.giveBack,
        thenDo(() => amend(memory, lease.job, (entry) => ({ ...entry, losses: 0 }))),
      ),
    })),
    breaks: counted,
    says: /^deliveries and losses when it was given back: \[ 3, 0 \]/,
  },
  {
    wrong: 'an engine that remembers losses when a job is tried again',
    made: withParts((engine, memory) => ({
      retry: (place) =>
        pipe(
          engine.retry(place),
          thenDo(() => amend(memory, place, (entry) => ({ ...entry, losses: 1 }))),
        ),
    })),
    breaks: counted,
    says: /^losses when it is tried again: 1/,
  },
  {
    wrong: 'an engine in which who lost a job may take it from those that wait',
    made: withLeases((lease, memory) => ({
      finish: anyway(
        pipe(
          lease.finish,
          TE.orElse(() => TE.fromIO(() => amend(memory, lease.job, () => null))),
        ),
      ),
    })),
    breaks: 'a lost worker whose job still waits may not end it either',
    says: /^it did/,
  },
]
