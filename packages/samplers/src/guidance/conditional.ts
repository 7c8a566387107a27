import type { Denoiser, Latent } from '@sigmastream/core'

/**
 * A model that can be asked under several conditions at once: one answer a condition, in order, each of x's shape. A
 * model that batches its branches does so here. `C` is whatever conditions it: an embedding, a prompt, a label.
 */
export type ConditionalDenoiser<C> = (
  x: Latent,
  sigma: number,
  conditions: readonly C[],
  signal: AbortSignal,
) => Promise<readonly Latent[]>

/**
 * The denoiser of a model under one condition, without guidance.
 *
 * ```text
 * D(x, sigma) = model(x, sigma, [condition])[0]
 * ```
 *
 * Latents `[batch, channels, frames]`. Nothing is refused; rejects where the model gives no answer. Between two
 * conditions: {@link guidedDenoiser}.
 *
 * @example
 * ```ts
 * import { constant } from '@sigmastream/core'
 * import { type ConditionalDenoiser, denoiserUnder } from '@sigmastream/samplers'
 *
 * const model: ConditionalDenoiser<number> = async (x, _, labels) => labels.map((label) => constant(x.shape, label))
 * const drums = denoiserUnder(model, 3)
 * console.log((await drums(constant([1, 1, 1], 9), 2, new AbortController().signal)).data[0]) // 3
 * ```
 */
export const denoiserUnder =
  <C>(model: ConditionalDenoiser<C>, condition: C): Denoiser =>
  async (x, sigma, signal) =>
    answerOf(await model(x, sigma, [condition], signal), 0)

/** The answer at `index`; throws where the model gave fewer than it was asked for. */
export const answerOf = (answers: readonly Latent[], index: number): Latent => {
  const answer = answers[index]
  if (answer === undefined)
    throw new Error(`the model gave ${answers.length} answers; one for each condition is needed`)
  return answer
}
