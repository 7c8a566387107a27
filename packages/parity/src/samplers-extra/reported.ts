import { combine, type Latent } from '@sigmastream/core'
import { type Call, callsByStep, firstCalls, type ReplayedRun } from '../kdiffusion/replay.js'
import { correctedStates } from './copies/unipc.js'
import { functionOf, type ReferenceRun } from './recorded-run.js'

/** x before it was corrected, which is the last question of the step before. */
const predictions = (replayed: ReplayedRun): readonly Call[] => {
  const steps = callsByStep(replayed)
  return steps.flatMap((calls, i) => (i === 0 ? calls.slice(0, 1) : (steps[i - 1] ?? []).slice(-1)))
}

const atCalls =
  (callsOf: (replayed: ReplayedRun) => readonly Call[]) =>
  (replayed: ReplayedRun, { parameterisation }: ReferenceRun): readonly Latent[] =>
    callsOf(replayed).map(({ x, sigma }) => (parameterisation === 'flow' ? combine([1 / (1 + sigma), x]) : x))

/** Where x is found that a function reports, of those that do not report it where their step begins. */
const others = new Map<string, (replayed: ReplayedRun, run: ReferenceRun) => readonly Latent[] | null>([
  // These report the start at every step, whatever they have reached: nothing to compare.
  ['sample_deis', () => null],
  ['sample_ipndm', () => null],
  ['sample_ipndm_v', () => null],
  ['sample_sa_solver_pece', atCalls(predictions)],
  ['UniPC.sample', ({ frames }) => correctedStates(frames)],
])

/** x as the reference reports it at each step; `null` where it tells nothing. */
export const reportedStates = (run: ReferenceRun, replayed: ReplayedRun): readonly Latent[] | null =>
  (others.get(functionOf(run)) ?? atCalls(firstCalls))(replayed, run)
