import { build, type Denoiser, type FrameRange, type Latent } from '@sigmastream/core'
import type { WindowRows } from './windows.js'

/** What is expected in gaps of a latent whatever is learnt: both `[batch, channels, frames]` of the reference. */
export interface Expectation {
  /** What is expected there; 0 outside of gaps. */
  readonly mean: Latent
  /** How far it may be wrong, from 0, it is sure, to 1, nothing is known; 1 outside of gaps. */
  readonly doubt: Latent
  /** Which part of the power it leaves to be filled, from 0, none, to 1, all; 1 outside of gaps. */
  readonly open: Latent
}

/** The most that two stretches of sound correlate, so that something is always left open. */
const mostCorrelation = 0.999

/**
 * How much of the mean counts beside what is learnt, which agrees so far with what surrounds the gap: 1 where that tells
 * nothing of it. Two independent estimates of one Gaussian value are weighted by their precisions, the prior's counted
 * once.
 */
const shareOf = (doubt: number, agreement: number): number => 1 / (1 + (doubt * agreement ** 2) / (1 - agreement ** 2))

/**
 * How much of what is learnt is added to so much of the mean, that both together are as loud as the surroundings: what
 * agrees adds up in amplitude, what does not in power.
 */
const restOf = (share: number, open: number, agreement: number): number => {
  const known = 1 - open
  const both = share * agreement * known
  return Math.sqrt(Math.max(0, both ** 2 + 1 - share ** 2 * known)) - both
}

/** Where, of each row of so many frames, anything is expected or left out: elsewhere what is learnt is passed on. */
const changedRanges = (expected: Float32Array, rest: Float32Array, frames: number): readonly FrameRange[] =>
  Array.from({ length: expected.length / frames }, (_, row) => {
    let start = row * frames
    let end = start + frames
    // inside of the row
    while (start < end && expected[start] === 0 && rest[start] === 1) start++
    while (start < end && expected[end - 1] === 0 && rest[end - 1] === 1) end--
    return { start, end }
  })

/**
 * A denoiser of what an expectation m leaves open: of the power it tells 1 - open, and what is learnt gives the rest.
 *
 * ```text
 * D'(x, sigma) = a m + b D(x - a m, sigma),   b^2 + 2 a b c (1 - open) + a^2 (1 - open) = 1,
 * a = 1 / (1 + doubt c^2 / (1 - c^2)),        c: how far what is learnt agrees with the surroundings
 * ```
 *
 * So a tone that is sure to go on goes on, noise is what was learnt, and where what was learnt is the same again (c near
 * 1) it alone counts. Shapes: all `[batch, channels, frames]`. Law: an expectation that leaves all open, with mean 0,
 * passes the answers of D unchanged, bit for bit.
 */
export const withExpectation = (
  denoiser: Denoiser,
  { mean, doubt, open }: Expectation,
  plans: readonly (readonly WindowRows[])[],
): Denoiser => {
  const [, channels, frames] = mean.shape
  const agreements = plans.map((windows) => {
    const each: (Float64Array | null)[] = Array.from({ length: frames }, () => null)
    for (const { estimated, agreement } of windows) each.fill(agreement, estimated.start, estimated.end)
    return each
  })
  const expected = new Float32Array(mean.data.length)
  const rest = new Float32Array(mean.data.length)
  // all that is indexed below has as many elements as the reference
  for (let i = 0; i < expected.length; i++) {
    const own = agreements[Math.floor(i / (channels * frames))]![i % frames]!
    const agreement = own === null ? 0 : Math.min(mostCorrelation, own[Math.floor(i / frames) % channels]!)
    const share = shareOf(doubt.data[i]!, agreement)
    expected[i] = share * mean.data[i]!
    rest[i] = restOf(share, open.data[i]!, agreement)
  }
  const ranges = changedRanges(expected, rest, frames)
  return async (x, sigma, signal) => {
    const unexpected = build(x.shape, (out) => {
      out.set(x.data)
      for (const { start, end } of ranges) for (let i = start; i < end; i++) out[i] = x.data[i]! - expected[i]!
    })
    const answer = await denoiser(unexpected, sigma, signal)
    return build(x.shape, (out) => {
      out.set(answer.data)
      for (const { start, end } of ranges)
        for (let i = start; i < end; i++) {
          const learnt = rest[i]! * answer.data[i]!
          out[i] = expected[i] === 0 ? learnt : expected[i]! + learnt // the sum would make 0 of -0
        }
    })
  }
}
