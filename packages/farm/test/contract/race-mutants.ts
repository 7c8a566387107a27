import { taskEither as TE } from 'fp-ts'
import { entryAt } from '../../src/engine/memory/state.js'
import type { Admission, Engine } from '../../src/index.js'
import { anyway, type Mutant, turn, withLeases, withParts } from './mutant.js'

type Work = ReturnType<ReturnType<Engine['work']>>

/** Mutants of what is right as long as one comes after the other. */
export const raceMutants: readonly Mutant[] = [
  {
    wrong: 'an engine that looks what is new, and puts it in a moment later',
    made: withParts((engine, memory) => ({
      submit: (jobs) => async () => {
        const admissions = jobs.map(
          (job): Admission => ({
            id: job.id,
            isNew: entryAt(memory.state(), job) === undefined,
          }),
        )
        await turn()
        await engine.submit(jobs)()
        return TE.right<never, readonly Admission[]>(admissions)()
      },
    })),
    breaks: 'of those who submit a job at once one is told that it is new, and it is there once',
    says: /^what is new/,
  },
  {
    wrong: 'an engine that gives two who ask in one moment the same job',
    made: withParts((engine) => {
      let asked: Work | null = null
      return {
        work: (lane, worker) => () => {
          const now = asked ?? engine.work(lane, worker)()
          asked = asked === null ? now : null
          return now
        },
      }
    }),
    breaks: 'of those who take at once each has jobs of its own, and none is left',
    says: /^who is taken/,
  },
  {
    wrong: 'an engine that lets each end a lease who began before it was over',
    made: withLeases((lease) => ({ finish: anyway(lease.finish) })),
    breaks: 'of those who end a lease at once one does, and the others have lost it',
    says: /^who has lost it: \[ 'LeaseLost' \]/,
  },
]
