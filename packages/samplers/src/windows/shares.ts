import { type FrameRange, type Refused, refuse } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import type { WindowBlend } from './blend.js'
import type { WindowLayout } from './layout.js'

/**
 * For each window, how far its answer moves what the windows before it have made of each of its frames: from 0, which
 * leaves it, to 1, which is the answer itself. In this form equal answers stay as they are, to the last bit.
 */
export type Shares = readonly (readonly number[])[]

const isInside = ({ start, end }: FrameRange, frames: number): boolean =>
  Number.isSafeInteger(start) && Number.isSafeInteger(end) && 0 <= start && start < end && end <= frames

const areWeights = (weights: readonly number[], count: number): boolean =>
  weights.length === count && weights.every((one) => Number.isFinite(one) && one >= 0) && weights.some((one) => one > 0)

/** Weights as shares: each of what has been added up so far. */
const fromWeights = (weights: readonly number[]): readonly number[] => {
  let sum = 0
  return weights.map((weight) => {
    sum += weight
    return weight === 0 ? 0 : weight / sum
  })
}

/**
 * The shares of a blend. Refused: windows that are not inside the latent, a frame in none of them, weights that are
 * none.
 */
export const sharesOf = ({ frames, windows }: WindowLayout, blend: WindowBlend): E.Either<Refused, Shares> => {
  const stray = windows.find((range) => !isInside(range, frames))
  if (stray !== undefined)
    return refuse('the windows', `frames ${stray.start} to ${stray.end}`, `0 <= start < end <= ${frames}`)
  const shares = windows.map((): number[] => [])
  for (let frame = 0; frame < frames; frame++) {
    const covering = windows.flatMap((range, i) => (range.start <= frame && frame < range.end ? [i] : []))
    if (covering.length === 0)
      return refuse('the windows', `frame ${frame} in none of them`, 'windows that cover every frame')
    const weights = blend(
      frame,
      covering.map((i) => windows[i]!), // their places are those of the windows, here and below
    )
    if (!areWeights(weights, covering.length))
      return refuse(
        'the blend',
        `weights ${weights.join(', ')} at frame ${frame}`,
        'one of at least 0 for each window that covers it, not all of them 0',
      )
    fromWeights(weights).forEach((share, i) => shares[covering[i]!]!.push(share))
  }
  return E.right(shares)
}
