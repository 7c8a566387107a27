import type { SideTale } from './one-side.js'
import { nearby } from './trust.js'

/** By how much what is told may be less loud than the surroundings, as a power: 2 dB, which frames of a held tone differ by. */
const tolerance = 1.6

/** What a gap is told of: see `Expectation`. */
export interface GapExpectation {
  readonly mean: Float64Array
  readonly doubt: Float64Array
  readonly open: Float64Array
}

/**
 * Both sides in one: two independent estimates of a value, or, over a short gap, each faded into the other as it is.
 * Where they differ by more than they leave open, both are doubted: something has changed in the gap. What they tell less
 * loudly than it is around the gap is left open.
 */
export const together = (
  before: SideTale,
  after: SideTale,
  loud: Float64Array,
  {
    frames,
    channels,
    bands,
    isShort,
  }: Readonly<Record<'frames' | 'channels' | 'bands', number>> & { readonly isShort: boolean },
): GapExpectation => {
  const near = (of: (i: number) => number): Float64Array =>
    nearby(
      Float64Array.from({ length: frames * channels }, (_, i) => of(i)),
      frames,
      channels,
      bands,
    )
  const around = near((i) => loud[i]!).map((value) => Math.max(1e-30, value))
  // all have frames * channels elements
  const calibrated = ({ told, gain }: SideTale): Float64Array => told.map((value, i) => value * gain[i]!)
  const [a, b] = [calibrated(before), calibrated(after)]
  const apart = near((i) => (a[i]! - b[i]!) ** 2)
  const excess = apart.map((value, i) => Math.max(1, value / ((before.open[i]! + after.open[i]!) * around[i]!)))
  const open = (of: SideTale): Float64Array => of.open.map((value, i) => Math.min(1, value * excess[i]!))
  const [first, second] = [open(before), open(after)]
  const doubt = first.map((value, i) => 1 / (1 / value + 1 / second[i]! - 1))
  const fade = (i: number): number => 0.5 + 0.5 * Math.cos((Math.PI * (Math.floor(i / channels) + 0.5)) / frames)
  const mean = isShort
    ? doubt.map((_, i) => fade(i) * before.told[i]! + (1 - fade(i)) * after.told[i]!)
    : doubt.map((value, i) => value * (a[i]! / first[i]! + b[i]! / second[i]!))
  const told = near((i) => mean[i]! ** 2)
  const silent = told.map((value, i) => Math.max(0, 1 - (tolerance * value) / around[i]!))
  return { mean, doubt, open: doubt.map((value, i) => Math.max(isShort ? 2 * value - 1 : value, silent[i]!)) }
}
