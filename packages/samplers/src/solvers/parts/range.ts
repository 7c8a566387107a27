import { listRoute, type OwnIntervals, refuse } from '@sigmastream/core'
import { pureNoise } from '@sigmastream/core/schedules'

/** What a solver that finds its own intervals takes from a list of sigmas: levels, the number of steps, and the end. */
export interface SigmaSpan {
  readonly sigmaMin: number
  readonly sigmaMax: number
  readonly steps: number
  readonly endAtZero: boolean
}

/**
 * Intervals that `choose` finds within the range of a falling list; a list that is one step to 0 leaves no choice. From
 * pure noise there is no range in log sigma, and refused is what would begin there.
 */
export const withinRange =
  (choose: (range: SigmaSpan) => ReturnType<OwnIntervals>): OwnIntervals =>
  (sigmas) => {
    const [sigmaMax = 1] = sigmas
    const sigmaMin = sigmas.findLast((sigma) => sigma > 0) ?? sigmaMax
    if (sigmaMin === sigmaMax) return listRoute(sigmas)
    return sigmaMax >= pureNoise
      ? refuse(
          'schedule',
          'a start at pure noise (sigma 1e12) for a solver that finds its steps itself',
          'a smaller first sigma, or a sampler that goes down the list, such as dpmpp-2m-flow',
        )
      : choose({ sigmaMin, sigmaMax, steps: sigmas.length - 1, endAtZero: sigmas.at(-1) === 0 })
  }
