import type { FrameRange } from '@sigmastream/core'

/**
 * How the answers of several windows become one: for a frame and the windows that cover it, in order, how much each of
 * them counts, relative to the others. No weight is below 0, and one at least is above.
 */
export type WindowBlend = (frame: number, covering: readonly FrameRange[]) => readonly number[]

/**
 * The mean of all windows that cover a frame.
 *
 * ```text
 * D(frame) = sum_w D_w(frame) / n
 * ```
 *
 * Where the windows do not agree, what sets them apart is averaged out. Nothing is refused.
 * Source: Bar-Tal et al. 2023 (MultiDiffusion), eq. 5, with equal weights. The other way: {@link swapBlend}.
 *
 * @example
 * ```ts
 * import { meanBlend } from '@sigmastream/samplers'
 *
 * console.log(meanBlend(5, [{ start: 0, end: 8 }, { start: 4, end: 12 }]).join(' ')) // 1 1
 * ```
 */
export const meanBlend: WindowBlend = (_, covering) => covering.map(() => 1)

/**
 * The windows that cover a frame by turns: one frame of this, the next of that, so that nothing is averaged.
 *
 * ```text
 * D(frame) = D_w(frame),   w the window number (frame mod n) of the n that cover it
 * ```
 *
 * All windows look at one latent, and so each hears the frames of the other at the next call, and they come together.
 * Nothing is refused.
 * Source: Dai et al. 2025 (SaFa), self-loop latent swap, with a swap at every frame, on the denoised. The other way:
 * {@link meanBlend}.
 *
 * @example
 * ```ts
 * import { swapBlend } from '@sigmastream/samplers'
 *
 * const covering = [{ start: 0, end: 8 }, { start: 4, end: 12 }]
 * console.log([4, 5, 6].map((frame) => swapBlend(frame, covering).join(':')).join(' ')) // 1:0 0:1 1:0
 * ```
 */
export const swapBlend: WindowBlend = (frame, covering) =>
  covering.map((_, i) => (i === frame % covering.length ? 1 : 0))
