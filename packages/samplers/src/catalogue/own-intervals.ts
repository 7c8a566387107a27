import { plan, type Refused } from '@sigmastream/core'
import { checkedSigmas } from '@sigmastream/core/schedules'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { dpmAdaptive } from '../solvers/dpm-adaptive.js'
import { dpmFast, dpmFastSigmas } from '../solvers/dpm-fast.js'
import { fusedEuler } from '../solvers/euler.js'
import { type Entry, stepped, type Told } from './entry.js'

interface Range {
  readonly sigmaMin: number
  readonly sigmaMax: number
  readonly endAtZero: boolean
  readonly steps: number
}

/** What a solver with intervals of its own takes from a list of sigmas. */
const rangeOf = (name: string, sigmas: readonly number[]): E.Either<Refused, Range> =>
  pipe(
    checkedSigmas(name, sigmas),
    E.map(([sigmaMax]) => ({
      sigmaMax,
      sigmaMin: sigmas.findLast((sigma) => sigma > 0) ?? sigmaMax,
      endAtZero: sigmas.at(-1) === 0,
      steps: sigmas.length - 1,
    })),
  )

/**
 * The entry of a sampler that chooses intervals within the range of the list. A list that is one step to 0 leaves no
 * choice: Euler.
 */
const choosing = (
  told: Told,
  rest: Pick<Entry, 'calls' | 'memory'>,
  planIn: (range: Range) => Entry['plan'],
): Entry => ({
  ...told,
  ...rest,
  stochastic: false,
  plan: (sigmas, shape, use) =>
    pipe(
      rangeOf(told.name, sigmas),
      E.flatMap((range) =>
        (range.sigmaMin === range.sigmaMax ? stepped(told, fusedEuler).plan : planIn(range))(sigmas, shape, use),
      ),
    ),
})

/**
 * DPM-Solver-fast: the number of intervals of the list is its budget of calls, and one more where the list ends at 0.
 */
export const dpmFastEntry: Entry = choosing(
  {
    name: 'dpm-fast',
    family: 'DPM-Solver',
    order: 3,
    reference: 'Lu et al. 2022 (DPM-Solver), section 3.4; k-diffusion sample_dpm_fast',
  },
  { calls: '1 to 3', memory: 3 },
  ({ steps, sigmaMin, sigmaMax, endAtZero }) =>
    (_, shape, use) =>
      pipe(
        dpmFastSigmas(steps, sigmaMin, sigmaMax),
        E.flatMap((sigmas) => plan(dpmFast(steps), endAtZero ? [...sigmas, 0] : sigmas, shape)),
        E.map((planned) => use(planned)),
      ),
)

/** DPM-Solver-23 with adaptive steps: it takes the range of the list and finds its intervals while it runs. */
export const dpmAdaptiveEntry: Entry = choosing(
  {
    name: 'dpm-adaptive',
    family: 'DPM-Solver',
    order: 3,
    reference: 'Lu et al. 2022 (DPM-Solver), appendix C; k-diffusion sample_dpm_adaptive',
  },
  { calls: '3', memory: 3 },
  ({ sigmaMin, sigmaMax, endAtZero }) =>
    (_, shape, use) =>
      pipe(
        dpmAdaptive({ sigmaMin, sigmaMax, endAtZero }, shape),
        E.map((planned) => use(planned)),
      ),
)
