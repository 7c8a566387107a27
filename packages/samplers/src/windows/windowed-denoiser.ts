import {
  type Answer,
  type Denoiser,
  describeSampleError,
  type Latent,
  type Refused,
  refusal,
  sameShape,
  showShape,
} from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { WindowBlend } from './blend.js'
import { framesIn, joinAnswers } from './join.js'
import type { WindowLayout } from './layout.js'
import { type Shares, sharesOf } from './shares.js'
import { windowSlots } from './window-slots.js'

/** The shares of a blend, unless the windows, or their denoisers, are refused. */
const checkedShares = (
  models: readonly Denoiser[],
  layout: WindowLayout,
  blend: WindowBlend,
): E.Either<Refused, Shares> => {
  const { windows } = layout
  const refused =
    layout.refusal ??
    (models.length === windows.length
      ? models.find(({ refusal: of }) => of !== undefined)?.refusal
      : refusal(
          'the windows',
          `${models.length} denoisers for ${windows.length} windows`,
          'one for all, or one for each',
        ))
  return refused === undefined ? sharesOf(layout, blend) : E.left(refused)
}

/** A denoiser that is refused, when a run begins with it or whoever else asks. */
const refusedDenoiser = (refused: Refused): Denoiser =>
  Object.assign<Denoiser, { readonly refusal: Refused }>(
    () => Promise.reject(new Error(describeSampleError(refused))),
    { refusal: refused },
  )

const mustFit = (answer: Answer, { shape }: Latent, window: number): Answer => {
  if (sameShape(answer.shape, shape)) return answer
  throw new Error(`window ${window} was answered with a latent of ${showShape(answer.shape)}; give ${showShape(shape)}`)
}

const denoiserOf = (models: readonly Denoiser[], { frames, windows }: WindowLayout, shares: Shares): Denoiser => {
  const [only] = models
  if (only !== undefined && models.length === 1) return only
  return async (x, sigma, signal, context) => {
    if (x.shape[2] !== frames) throw new Error(`a latent of ${x.shape[2]} frames; the windows are of ${frames}`)
    const slots = windowSlots.get({ slot: context?.slot ?? null }) ?? []
    const answers: Answer[] = []
    for (const [i, range] of windows.entries()) {
      signal.throwIfAborted()
      const part = framesIn(x, range)
      const told = { slot: slots[i] ?? null, unconditional: context?.unconditional ?? false }
      answers.push(mustFit(await models[i]!(part, sigma, signal, told), part, i)) // one for each window
    }
    return joinAnswers(x.shape, windows, shares, answers)
  }
}

/**
 * A denoiser of latents of any length from one that knows a window: it is asked of each window by itself, one after the
 * other, and what they answer is blended where they overlap.
 *
 * ```text
 * D(x, sigma) at a frame = blend of D_w(x in window w, sigma), over the windows w that cover the frame
 * ```
 *
 * `model` is one denoiser for all windows, or one for each, which may know its place in the whole. All of them look at
 * one x, so at every step they agree a little more on what they share. What guidance remembers of a window, that window
 * is told. Memory is that of one window's call, and latents. Latents `[batch, channels, frames]`. Refused, when a run
 * begins with it: what the layout or a denoiser is refused for, windows that leave a frame out or the latent, a blend
 * without a weight, other than as many denoisers as windows. Rejects, where there are several windows, for a latent of
 * another length than the layout's.
 * Laws: one window is the plain denoiser, bit for bit; where one window alone covers a frame its answer passes
 * unchanged; equal answers blend to that answer, bit for bit.
 * Source: Bar-Tal et al. 2023 (MultiDiffusion), alg. 1; Dai et al. 2025 (SaFa). See {@link evenWindows},
 * {@link meanBlend}, {@link swapBlend}.
 *
 * @example
 * ```ts
 * import { constant } from '@sigmastream/core'
 * import { pointDenoiser } from '@sigmastream/core/analytic'
 * import { evenWindows, meanBlend, windowedDenoiser } from '@sigmastream/samplers'
 *
 * const places = [1, 3].map((value) => pointDenoiser(constant([1, 1, 4], value)))
 * const long = windowedDenoiser(places, evenWindows({ frames: 6, window: 4, overlap: 2 }), meanBlend)
 * const { data } = await long(constant([1, 1, 6], 9), 2, new AbortController().signal)
 * console.log([...data].join(' ')) // 1 1 2 2 3 3
 * ```
 */
export const windowedDenoiser = (
  model: Denoiser | readonly Denoiser[],
  layout: WindowLayout,
  blend: WindowBlend,
): Denoiser => {
  const models = typeof model === 'function' ? layout.windows.map(() => model) : model
  return pipe(
    checkedShares(models, layout, blend),
    E.match(refusedDenoiser, (shares) => denoiserOf(models, layout, shares)),
  )
}
