import { combine, type Latent } from '@sigmastream/core'
import { firstCalls, type ReplayedRun } from '../kdiffusion/replay.js'
import { functionOf, type ReferenceRun } from './recorded-run.js'

/** These report the start at every step, whatever they have reached: nothing to compare. */
const reportStart: ReadonlySet<string> = new Set(['sample_deis', 'sample_ipndm', 'sample_ipndm_v'])

/** x as the reference reports it at each step, before the step unless told otherwise; `null` where it tells nothing. */
export const reportedStates = (run: ReferenceRun, replayed: ReplayedRun): readonly Latent[] | null => {
  if (reportStart.has(functionOf(run))) return null
  const calls = firstCalls(replayed)
  return run.parameterisation === 'flow'
    ? calls.map(({ x, sigma }) => combine([1 / (1 + sigma), x]))
    : calls.map(({ x }) => x)
}
