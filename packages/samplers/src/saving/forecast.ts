import { type Answer, askedIn, batchItem, build, combine, type Evaluation, type Latent } from '@sigmastream/core'

/** A question to the denoiser. */
type Question = Pick<Evaluation, 'x' | 'sigma'>

/**
 * What the denoiser would answer, by its last two answers; `error` is the estimated relative error of repeating the
 * last.
 */
export interface Forecast {
  readonly error: number
  readonly answer: () => Answer
}

/** How many answers in a row may be forecasts: each next one is estimated from answers that are older. */
const mostInRow = 2

/** How many past evaluations a forecast reads: the last two answers of the denoiser, and the forecasts after each. */
export const forecastMemory = 2 * (mostInRow + 1)

/** The root mean square of a, or of its difference to b. */
const rms = (a: Latent, b?: Latent): number => {
  let sum = 0
  for (let i = 0; i < a.data.length; i++) sum += (a.data[i]! - (b?.data[i] ?? 0)) ** 2 // index below the length that both share
  return Math.sqrt(sum / a.data.length)
}

const questionOf = (one: Evaluation): Question => ({ sigma: one.sigma, x: askedIn(one) })

/** How far x moved between two questions, in units of the noise in it: the larger sigma of the two. */
const distance = (a: Question, b: Question): number => rms(a.x, b.x) / Math.max(a.sigma, b.sigma)

/** By how much an answer changed, relative to its size: of the item of the batch for which that is the most. */
const change = (now: Latent, before: Latent): number =>
  Math.max(
    ...Array.from(
      { length: now.shape[0] },
      (_, i) => rms(batchItem(now, i), batchItem(before, i)) / rms(batchItem(now, i)),
    ),
  )

/**
 * The line through the last two answers that were the denoiser's, at the question. Its parameter is how far x moved,
 * which holds for fresh noise, for a second question at one sigma, and for a projection too:
 *
 *     reach    = distance(question, last) / distance(last, before)
 *     forecast = last + reach (last - before)
 *     error    = reach |last - before| / |last|
 *
 * The error is that of `last` alone, told by the line as its next order (an embedded pair, continued with the higher
 * order: Hairer, Nørsett and Wanner, Solving ODEs I, II.4). `null` with fewer than two answers, or after two forecasts
 * in a row. An unconditional estimate goes along the same line, and what guidance remembers stays as it is. `past` has
 * the newest first; latents are `[batch, channels, frames]`.
 */
export const forecast = (past: readonly Evaluation[], question: Question): Forecast | null => {
  const [last, before] = past.filter(({ reused }) => reused !== true)
  if (last === undefined || before === undefined || past.indexOf(last) >= mostInRow) return null
  const reach = distance(question, questionOf(last)) / distance(questionOf(last), questionOf(before))
  const along = (newer: Latent, older: Latent): Latent => {
    const ahead = combine([1 + reach, newer], [-reach, older])
    // Data of its own, so that this answer can be told from the one that it may repeat.
    return ahead === newer ? build(newer.shape, (out) => out.set(newer.data)) : ahead
  }
  return {
    error: reach * change(last.denoised, before.denoised),
    answer: () => ({
      ...along(last.denoised, before.denoised),
      ...(last.unconditional === undefined
        ? {}
        : { unconditional: along(last.unconditional, before.unconditional ?? last.unconditional) }),
      ...(last.slot === undefined ? {} : { slot: last.slot }),
    }),
  }
}
