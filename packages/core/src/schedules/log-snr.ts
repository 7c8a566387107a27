import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Refused, refuse } from '../errors.js'
import { pureNoise, topTime } from './flow-time.js'
import { checkedPositive, checkedSteps, endingAtZero } from './ramp.js'
import { type Schedule, scheduleOf } from './schedule.js'
import { showList } from './show-list.js'

/**
 * `steps` from `sigmaMax` down; pure noise and exp(-2) unless they are given. `sigmaMin` is where the line in log sigma
 * ends: the last step goes from just above it to 0.
 */
export interface LogSnr {
  readonly steps: number
  readonly sigmaMax?: number
  readonly sigmaMin?: number
}

/** Where the line begins below pure noise, as log(1 / sigma): stable-audio-tools takes -6 for t = 1. */
const startOfNoise = -6

/** What stable-audio-tools adds to (1 - t) / t before its logarithm. */
const guard = 1e-6

/** A start at or below the end of the line: all but the first and the last sigma would rise. */
const checkStart = (steps: number, sigmaMax: number, sigmaMin: number): E.Either<Refused, void> =>
  steps === 1 || sigmaMax > sigmaMin
    ? E.right(undefined)
    : refuse(
        'log-snr schedule',
        `from sigma ${showList([sigmaMax])} it would rise: its line ends at ${showList([sigmaMin])}`,
        `a sigma max above ${showList([sigmaMin])}, or a sigma min below ${showList([sigmaMax])}`,
      )

/**
 * Sigmas evenly spaced in log SNR, with the ends put in their places: what Stable Audio Open Small uses.
 *
 * ```text
 * log(1 / sigma) = l + (i / steps) (log(1 / min) - l),   i from 0 to steps;   then sigma(0) = max, sigma(steps) = 0
 * l = -6 from pure noise, log(1 / max + 1e-6) from a lower level;   min is exp(-2) unless it is given
 * ```
 *
 * In the time of a flow model, t = sigma / (1 + sigma), it is sigmoid of an even line, with t = 1 first. `steps` sigmas
 * and a 0. Refused, by the plan: steps that are not a whole number of at least 1, levels that are not finite and above
 * 0, a start that is not above `sigmaMin`, where stable-audio-tools gives a list that rises.
 * Source: stable-audio-tools `inference/sampling.py` `sample_rf`. With the start where it is asked: {@link exponential}.
 *
 * @example
 * ```ts
 * import { logSnr, timeOfSigma } from '@sigmastream/core/schedules'
 *
 * const { sigmas } = logSnr({ steps: 4 })
 * console.log(sigmas.map((sigma) => sigma.toFixed(1)).join(' ')) // 1000000000000.0 54.6 7.4 1.0 0.0
 * console.log(sigmas.map((sigma) => timeOfSigma(sigma).toFixed(3)).join(' ')) // 1.000 0.982 0.881 0.500 0.000
 * console.log(logSnr({ steps: 4, sigmaMax: 0.05 }).refusal?.wrong.slice(0, 29)) // from sigma 0.05 it would rise
 * ```
 */
export const logSnr = ({ steps, sigmaMax = pureNoise, sigmaMin = Math.exp(-2) }: LogSnr): Schedule =>
  scheduleOf(
    pipe(
      checkedSteps('log-snr schedule', steps),
      E.flatMap(() => checkedPositive('log-snr schedule', 'sigma max', sigmaMax)),
      E.flatMap(() => checkedPositive('log-snr schedule', 'sigma min', sigmaMin)),
      E.flatMap(() => checkStart(steps, sigmaMax, sigmaMin)),
      E.flatMap(() => {
        const start = topTime(sigmaMax) === 1 ? startOfNoise : Math.log(1 / sigmaMax + guard)
        const end = -Math.log(sigmaMin)
        const between = Array.from({ length: steps - 1 }, (_, i) =>
          Math.exp(-start - ((i + 1) / steps) * (end - start)),
        )
        return endingAtZero('log-snr schedule', [sigmaMax, ...between])
      }),
    ),
  )
