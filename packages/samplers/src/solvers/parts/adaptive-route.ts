import type { Controller, Interval, RouteFrom } from '@sigmastream/core'
import { adaptive, stateAt } from './adaptive-state.js'
import type { SigmaSpan } from './range.js'

/** More steps than any useful run: tolerances below what float32 can tell are never met. */
const mostSteps = 10_000

/**
 * What the adaptive solver ends with where its steps become so small that they get nowhere: the cause of `StageFailed`.
 *
 * @example
 * ```ts
 * import type { SampleError } from '@sigmastream/core'
 * import { StepLimit } from '@sigmastream/samplers'
 *
 * // as `run` gives it where tolerances are finer than float32 is
 * const cause = new StepLimit(10_000, 0.1)
 * const error: SampleError = { _tag: 'StageFailed', step: 10_000, stage: 'judge', message: cause.message, cause }
 * if (error.cause instanceof StepLimit) console.log(error.cause.steps, error.cause.sigmaMin) // 10000 0.1
 * ```
 */
export class StepLimit extends Error {
  override readonly name = 'StepLimit'
  constructor(
    readonly steps: number,
    readonly sigmaMin: number,
  ) {
    super(`${steps} steps do not reach sigma ${sigmaMin}; give larger tolerances`)
  }
}

/** The next interval by the error that the carry has. Throws `StepLimit`. */
const controllerIn =
  ({ sigmaMin, sigmaMax, endAtZero }: SigmaSpan, firstStep: number): Controller =>
  (carry, previous) => {
    const { time, pid } = adaptive.get(carry) ?? stateAt(previous?.to ?? sigmaMax, firstStep, sigmaMin)
    const end = -Math.log(sigmaMin)
    const index = previous === null ? 0 : previous.index + 1
    if (index >= mostSteps) throw new StepLimit(mostSteps, sigmaMin)
    const from = Math.exp(-time)
    if (time < end - 1e-5) return { index, of: Infinity, from, to: Math.exp(-Math.min(end, time + pid.h)) }
    return endAtZero && previous?.to !== 0 ? { index, of: Infinity, from, to: 0 } : null
  }

/** From any part of the way, intervals that a controller finds as it goes: `firstStep` is in log sigma. */
export const adaptiveRoute =
  (range: SigmaSpan, firstStep: number): RouteFrom =>
  (fraction) => {
    const { sigmaMin, sigmaMax } = range
    const from = sigmaMax ** (1 - fraction) * sigmaMin ** fraction
    const first: Interval = { index: 0, of: Infinity, from, to: Math.max(sigmaMin, from * Math.exp(-firstStep)) }
    return { intervals: controllerIn(range, firstStep), first, slot: adaptive.of(stateAt(from, firstStep, sigmaMin)) }
  }
