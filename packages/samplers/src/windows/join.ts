import { type Answer, build, type FrameRange, type Latent, type Shape } from '@sigmastream/core'
import type { Shares } from './shares.js'
import { windowSlots } from './window-slots.js'

/**
 * Frames of every item and channel, copied: `[batch, channels, end - start]`.
 *
 * @example
 * ```ts
 * import { build } from '@sigmastream/core'
 * import { framesIn } from '@sigmastream/samplers'
 *
 * const counted = build([1, 2, 3], (out) => out.forEach((_, i) => (out[i] = i)))
 * console.log([...framesIn(counted, { start: 1, end: 3 }).data].join(' ')) // 1 2 4 5
 * ```
 */
export const framesIn = ({ shape: [batch, channels, frames], data }: Latent, { start, end }: FrameRange): Latent =>
  build([batch, channels, end - start], (out) => {
    for (let row = 0; row < batch * channels; row++)
      out.set(data.subarray(row * frames + start, row * frames + end), row * (end - start))
  })

/** Latents of all windows as one of `shape`. */
const joinLatents = (
  shape: Shape,
  windows: readonly FrameRange[],
  shares: Shares,
  parts: readonly Latent[],
): Latent => {
  const [batch, channels, frames] = shape
  return build(shape, (out) =>
    windows.forEach(({ start, end }, w) => {
      const [share, { data }] = [shares[w]!, parts[w]!] // one for each window
      const length = end - start
      for (let row = 0; row < batch * channels; row++) {
        for (let i = 0; i < length; i++) {
          // i is inside the window, and the window inside the latent
          const [at, by, value] = [row * frames + start + i, share[i]!, data[row * length + i]!]
          if (by === 1) out[at] = value
          // what is equal stays as it is: -0 + 0 is 0, and between infinities there is nothing
          else if (by > 0 && value !== out[at]) out[at] = out[at]! + by * (value - out[at]!)
        }
      }
    }),
  )
}

/**
 * The answers of all windows as one: the denoised blended, the unconditional estimate where each has one, and what
 * guidance left in each.
 */
export const joinAnswers = (
  shape: Shape,
  windows: readonly FrameRange[],
  shares: Shares,
  answers: readonly Answer[],
): Answer => {
  const unconditional = answers.flatMap((answer) => answer.unconditional ?? [])
  const slots = answers.map(({ slot }) => slot ?? null)
  return {
    ...joinLatents(shape, windows, shares, answers),
    ...(unconditional.length === answers.length
      ? { unconditional: joinLatents(shape, windows, shares, unconditional) }
      : {}),
    ...(slots.some((slot) => slot !== null) ? { slot: windowSlots.of(slots) } : {}),
  }
}
