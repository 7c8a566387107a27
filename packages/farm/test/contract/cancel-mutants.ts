import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { values } from '../../src/engine/memory/ordered-map.js'
import { cancel } from '../../src/engine/memory/turns.js'
import { amend, first, type Mutant, never, thenDo, withLeases, withParts } from './mutant.js'

const removed =
  'a job that waits is taken out, wherever it stands, and of no other lane; one that is not there is absent'
const told =
  'the worker of a job that runs is told, in its own process, and no other; the job is its own until it ends it'
const raced = 'a cancel is heard though it comes while the job is being taken: it is gone, or its worker is told'
const kept = 'a cancelled job that is given back is still cancelled for who takes it next; tried again it is not'

/** The ids of cancelled jobs, as an engine has them that never forgets one. */
const gone = new Set<string>()

/** Mutants of taking jobs out. */
export const cancelMutants: readonly Mutant[] = [
  {
    wrong: 'an engine that only says it took a job out',
    made: withParts((engine) => ({
      cancel: () =>
        pipe(
          engine.lanes,
          TE.map(([lane]) => (lane?.running ? 'told' : 'removed')),
        ),
    })),
    breaks: removed,
    says: /^cancel of one that is gone: 'removed'/,
  },
  {
    wrong: 'an engine that takes out the next job, whichever was meant',
    made: withParts((engine, memory) => ({
      cancel: (place) => {
        const lane = values(memory.state().lanes).find((one) => one.lane.submitter === place.lane.submitter)
        const next = values(lane?.line ?? null)[0]
        return engine.cancel({ ...place, id: next ?? place.id })
      },
    })),
    breaks: removed,
    says: /^cancel of one that is gone: 'removed'/,
  },
  {
    wrong: 'an engine that takes a job out of every lane',
    made: withParts((engine, memory) => ({
      cancel: (place) =>
        pipe(
          engine.cancel(place),
          thenDo(() => {
            for (const { lane } of values(memory.state().lanes))
              memory.ask((state) => cancel(state, { ...place, lane }))
          }),
        ),
    })),
    breaks: removed,
    says: /^who is left: /,
  },
  {
    wrong: 'an engine that finds the job in any lane',
    made: withParts((engine, memory) => ({
      cancel: (place) => engine.cancel({ ...place, lane: values(memory.state().lanes)[0]?.lane ?? place.lane }),
    })),
    breaks: removed,
    says: /^cancel of one in another lane: 'removed'/,
  },
  {
    wrong: 'an engine that takes out the dead',
    made: withParts((engine, memory) => ({
      cancel: (place) =>
        pipe(
          engine.cancel(place),
          TE.map((cancellation) => {
            if (cancellation !== 'absent') return cancellation
            let isDead = false
            amend(memory, place, () => {
              isDead = true
              return null
            })
            return isDead ? 'removed' : 'absent'
          }),
        ),
    })),
    breaks: removed,
    says: /^cancel of one that is dead: 'removed'/,
  },
  {
    wrong: 'an engine that remembers a cancel when the job is sent again',
    made: withParts((engine, memory) => ({
      cancel: (place) => first(() => gone.add(place.id), engine.cancel(place)),
      submit: (jobs) =>
        pipe(
          engine.submit(jobs),
          thenDo(() => {
            for (const job of jobs)
              amend(memory, job, (entry) => ({ ...entry, isCancelled: entry.isCancelled || gone.has(job.id) }))
          }),
        ),
    })),
    breaks: removed,
    says: /^whether one that is sent again is cancelled: true/,
  },
  {
    wrong: 'an engine that tells no worker',
    made: withLeases(() => ({ cancelled: never })),
    breaks: told,
    says: /^whether its worker is told: false/,
  },
  {
    wrong: 'an engine that tells workers of its own process alone',
    made: withParts((engine, memory) => {
      const mine = new Set<string>()
      return {
        work: (lane, worker) =>
          pipe(
            engine.work(lane, worker),
            thenDo((lease) => mine.add(lease?.job.id ?? '')),
          ),
        cancel: (place) =>
          mine.has(place.id)
            ? engine.cancel(place)
            : TE.fromIO(() => memory.ask((state) => ({ ...cancel(state, place), effects: [] }))),
      }
    }),
    breaks: told,
    says: /^whether its worker is told: false/,
  },
  {
    wrong: 'an engine that tells every worker',
    made: withParts((engine, memory) => ({
      cancel: (place) =>
        pipe(
          engine.cancel(place),
          thenDo(() => {
            for (const { entries } of values(memory.state().lanes))
              for (const { job, seat } of values(entries))
                if (seat._tag === 'Running') memory.ask((state) => cancel(state, job))
          }),
        ),
    })),
    breaks: told,
    says: /^whether others are told: \[ true, true \]/,
  },
  {
    wrong: 'an engine that takes a cancelled job from its worker',
    made: withParts((engine, memory) => ({
      cancel: (place) =>
        pipe(
          engine.cancel(place),
          thenDo(() => amend(memory, place, () => null)),
        ),
    })),
    breaks: told,
    says: /^cancel of one that still runs: 'absent'/,
  },
  {
    wrong: 'an engine that looks first, and takes out what it saw a moment later',
    made: withParts((_, memory) => ({
      cancel: (place) => async () => {
        const { answer } = cancel(memory.state(), place)
        await Promise.resolve()
        memory.ask((state) => (answer === 'removed' ? cancel(state, place) : { state, answer: 'absent', effects: [] }))
        return TE.right<never, typeof answer>(answer)()
      },
    })),
    breaks: raced,
    says: /^cancel: [\s\S]+ is not [\s\S]+'told'/,
  },
  {
    wrong: 'an engine that forgets a cancel when the job is given back',
    made: withLeases((lease, memory) => ({
      giveBack: pipe(
        lease.giveBack,
        thenDo(() => amend(memory, lease.job, (entry) => ({ ...entry, isCancelled: false }))),
      ),
    })),
    breaks: kept,
    says: /^whether the next is told: false/,
  },
  {
    wrong: 'an engine in which a job that is tried again is still cancelled',
    made: withParts((engine, memory) => ({
      retry: (place) =>
        pipe(
          engine.retry(place),
          thenDo(() => amend(memory, place, (entry) => ({ ...entry, isCancelled: true }))),
        ),
    })),
    breaks: kept,
    says: /^whether one that is tried again is cancelled: true/,
  },
]
