import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { EMPTY } from 'rxjs'
import { retry, submit } from '../../src/engine/memory/turns.js'
import { type Mutant, thenDo, turn, withLeases, withParts } from './mutant.js'

const woken = 'workers are woken by what waits anew: what is submitted, given back or tried again, in any process'
const drained = 'draining ends when nothing waits and nothing runs, and no sooner'

/** Mutants of waking and draining. */
export const idleMutants: readonly Mutant[] = [
  {
    wrong: 'an engine that wakes nobody',
    made: withParts(() => ({ wakes: EMPTY })),
    breaks: woken,
    says: /^who is woken by what is submitted: \[\]/,
  },
  {
    wrong: 'an engine that wakes nobody when not all is new that is submitted',
    made: withParts((_, memory) => ({
      submit: (jobs) =>
        TE.fromIO(() =>
          memory.ask((before) => {
            const submitted = submit(before, jobs)
            return submitted.answer.every(({ isNew }) => isNew) ? submitted : { ...submitted, effects: [] }
          }),
        ),
    })),
    breaks: woken,
    says: /^who is woken by what is submitted beside what is there already: \[\]/,
  },
  {
    wrong: 'an engine that wakes nobody when a job is given back',
    made: withLeases((lease, memory) => ({
      giveBack: pipe(
        lease.finish,
        thenDo(() => memory.ask((state) => ({ ...submit(state, [lease.job]), effects: [] }))),
      ),
    })),
    breaks: woken,
    says: /^who is woken by what is given back: \[\]/,
  },
  {
    wrong: 'an engine that wakes nobody when a job is tried again',
    made: withParts((engine, memory) => ({
      retry: (place) =>
        pipe(
          engine.lanes,
          TE.map(() => memory.ask((state) => ({ ...retry(state, place), effects: [] }))),
        ),
    })),
    breaks: woken,
    says: /^who is woken by what is tried again: \[\]/,
  },
  {
    wrong: 'an engine that does not wait for what runs when it is drained',
    made: withParts((engine) => ({
      drain: async () => {
        for (;;) {
          const counts = await engine.lanes()
          if (counts._tag === 'Left') return counts
          if (counts.right.every(({ waiting }) => waiting === 0)) return TE.right<never, void>(undefined)()
          await turn()
        }
      },
    })),
    breaks: drained,
    says: /^while two run/,
  },
  {
    wrong: 'an engine that is drained when the first job is over',
    made: withParts((_, memory) => ({
      drain: async () => {
        const most = Math.max(0, memory.state().unfinished - 3)
        while (memory.state().unfinished > most) await turn()
        return TE.right<never, void>(undefined)()
      },
    })),
    breaks: drained,
    says: /^while one runs/,
  },
]
