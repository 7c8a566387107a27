import { build, type FrameScale, type Latent } from '@sigmastream/core'
import { framesIn, type GuidanceRule } from '@sigmastream/samplers'

/** The frames of `before`, and those of `after` behind them. */
const withFrames = (before: Latent, after: Latent): Latent => {
  const [, , frames] = before.shape
  const [batch, channels, whole] = after.shape
  return build(after.shape, (out) => {
    out.set(after.data)
    for (let row = 0; row < batch * channels; row++)
      out.set(before.data.subarray(row * frames, (row + 1) * frames), row * whole)
  })
}

const firstScales = (scale: FrameScale, frames: number): FrameScale =>
  typeof scale === 'number' ? scale : Float32Array.from(scale.subarray(0, frames))

/**
 * A rule of guidance that counts the first `valid` frames alone; behind them it is what `parallel` keeps of ordinary
 * guidance. Source: stable-audio-3 `models/dit.py` `apg_project`, under a padding mask.
 */
export const ofValidFrames = (rule: GuidanceRule, valid: number, parallel: number): GuidanceRule => ({
  ...rule,
  answer: (branches, scale, remembered) => {
    const { x, toward, away, neutral } = branches
    const first = (one: Latent): Latent => framesIn(one, { start: 0, end: valid })
    const counted = {
      ...branches,
      x: first(x),
      toward: first(toward),
      away: first(away),
      neutral: neutral === null ? null : first(neutral),
    }
    const made = rule.answer(counted, firstScales(scale, valid), remembered === null ? null : first(remembered))
    const [, , frames] = x.shape
    const behind = build(x.shape, (out) => {
      for (let i = 0; i < out.length; i++) {
        const by = ((typeof scale === 'number' ? scale : (scale[i % frames] ?? 1)) - 1) * parallel
        out[i] = (toward.data[i] ?? 0) + by * ((toward.data[i] ?? 0) - (away.data[i] ?? 0))
      }
    })
    return {
      denoised: withFrames(made.denoised, behind),
      remembered: made.remembered === null ? null : withFrames(made.remembered, behind),
    }
  },
})
