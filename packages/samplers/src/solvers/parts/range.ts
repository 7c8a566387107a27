import { listRoute, type OwnIntervals } from '@sigmastream/core'

/** What a solver that finds its own intervals takes from a list of sigmas: levels, the number of steps, and the end. */
export interface SigmaSpan {
  readonly sigmaMin: number
  readonly sigmaMax: number
  readonly steps: number
  readonly endAtZero: boolean
}

/** Intervals that `choose` finds within the range of a falling list; a list that is one step to 0 leaves no choice. */
export const withinRange =
  (choose: (range: SigmaSpan) => ReturnType<OwnIntervals>): OwnIntervals =>
  (sigmas) => {
    const [sigmaMax = 1] = sigmas
    const sigmaMin = sigmas.findLast((sigma) => sigma > 0) ?? sigmaMax
    return sigmaMin === sigmaMax
      ? listRoute(sigmas)
      : choose({ sigmaMin, sigmaMax, steps: sigmas.length - 1, endAtZero: sigmas.at(-1) === 0 })
  }
