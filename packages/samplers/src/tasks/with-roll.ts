import type { Answer, Denoiser, Interval, Latent, Slot, Step } from '@sigmastream/core'
import { guidanceSlot } from '../guidance/guidance-state.js'
import { roll } from './roll.js'

/** What guidance remembers, rolled with the sound that it is of; a slot of another owner as it is. */
const rollSlot = (slot: Slot, by: number): Slot => {
  const state = guidanceSlot.get({ slot })
  if (state === null) return slot
  const rollKept = (latent: Latent | null): Latent | null => (latent === null ? null : roll(latent, by))
  return guidanceSlot.of({ ...state, away: rollKept(state.away), remembered: rollKept(state.remembered) })
}

const rollAnswer = (answer: Answer, by: number): Answer => {
  const { unconditional, slot } = answer
  const denoised = roll({ shape: answer.shape, data: answer.data }, by)
  return {
    ...denoised,
    // One array for both says that CFG++ leaves x where it is.
    ...(unconditional === undefined
      ? {}
      : { unconditional: unconditional.data === answer.data ? denoised : roll(unconditional, by) }),
    ...(slot === undefined ? {} : { slot: rollSlot(slot, by) }),
  }
}

/** The denoiser that hears the sound `by` frames later, round the ring, and whose answer is moved back. */
const rollDenoiser =
  (denoiser: Denoiser, by: number): Denoiser =>
  async (x, sigma, signal, context) => {
    const told =
      context === undefined || context.slot === null ? context : { ...context, slot: rollSlot(context.slot, by) }
    return rollAnswer(await denoiser(roll(x, by), sigma, signal, told), -by)
  }

/**
 * A step on a sound without beginning or end: the denoiser hears it turned, at each interval by another shift, so that no
 * place of it is always at the border of what the model sees. What comes out is a loop.
 *
 * ```text
 * D'(x, sigma) = R_-s D(R_s x, sigma),   (R_s x)[f + s mod frames] = x[f],   s = shiftOf(at) frames
 * ```
 *
 * A shift above 0 moves the sound to later: what was the end is heard as the beginning. x, noise, a projection around it
 * and what is remembered stay where they are; what guidance remembers is turned along. What the model itself ties to a
 * place, a scale for each frame among it, keeps its place in what the model hears. Put it around all else that changes
 * the denoiser of a step ({@link withReuse}, {@link withGuidanceState}), and inside a projection. Latents
 * `[batch, channels, frames]`. Nothing is refused. Errors: `DenoiserFailed` where a shift is no whole number.
 * Laws: shift 0 is the step itself; with every shift set back by k, and start, noise, reference and mask rolled by k, the
 * result is the old one rolled by k; bit for bit.
 * Source: PanoDiffusion (Wu et al. 2023, arXiv 2307.03177), whose two-end alignment turns a panorama at every step, and
 * rotated denoising in PanoWan (Xia et al. 2025, arXiv 2505.22016); here for any solver, in sigma space. The decoder must
 * go round as well.
 *
 * @example
 * ```ts
 * import { build, type Denoiser, orThrow, plan, run } from '@sigmastream/core'
 * import { keyed } from '@sigmastream/core/noise'
 * import { euler, withRoll } from '@sigmastream/samplers'
 *
 * const denoiser: Denoiser = async ({ shape }) => build(shape, (out) => out.forEach((_, f) => (out[f] = f)))
 * const turned = plan({ step: withRoll(({ index }) => index, euler()), schedule: [4, 1, 0], shape: [1, 1, 4] })
 * const { x } = orThrow(await run(turned, { denoiser, noise: keyed(7) })())
 * console.log([...x.data].join(' ')) // 1 2 3 0
 * ```
 */
export const withRoll = (shiftOf: (at: Interval) => number, inner: Step): Step => ({
  ...inner,
  name: `roll(${inner.name})`,
  run: (carry, env) => inner.run(carry, { ...env, denoiser: rollDenoiser(env.denoiser, shiftOf(env.at)) }),
})
