import type { FrameRange, Latent } from '@sigmastream/core'

/** The logarithm of the prior probability of what cannot be: so low that it is never drawn. */
export const LEAST_LOGARITHM = -100

/** Windows of neighbouring frames, from the one that starts at `first` to the one that starts at `last`. */
export interface WindowRows {
  readonly first: number
  readonly last: number
  /** The frames that are answered from these windows; the windows cover them. */
  readonly estimated: FrameRange
  /**
   * The logarithm of the prior probability that exemplar frame i stands at frame `frame` of the latent; null where all
   * are alike.
   */
  readonly preference: { readonly logarithm: Float32Array; readonly frame: number } | null
  /** How far the best of the alignments correlates with what surrounds them, 0 to 1, by channel; null where all are alike. */
  readonly agreement: Float64Array | null
}

/** Some of them: `count` windows from `start` on. */
export interface WindowBlock {
  readonly start: number
  readonly count: number
}

/** Blocks of at most `rows` windows that cover all of them. */
export const blocksOf = ({ first, last }: WindowRows, rows: number): readonly WindowBlock[] =>
  Array.from({ length: Math.ceil((last - first + 1) / rows) }, (_, i) => ({
    start: first + i * rows,
    count: Math.min(rows, last - first + 1 - i * rows),
  }))

/** Frames `start` to `start + span` of one item, `[channels][span]`, zeros past the end. */
export const framesFrom = (
  { shape: [, channels, frames], data }: Latent,
  item: number,
  start: number,
  span: number,
): Float32Array => {
  const out = new Float32Array(channels * span)
  const length = Math.min(span, frames - start)
  for (let channel = 0; channel < channels; channel++) {
    const from = (item * channels + channel) * frames + start
    out.set(data.slice(from, from + length), channel * span)
  }
  return out
}

/** 1 for the first `count` of `rows`, 0 for the others. */
export const usedRows = (count: number, rows: number): Float32Array => new Float32Array(rows).fill(1, 0, count)

/**
 * The prior of a block's alignments, laid out as the graph wants it, `[span + frames + 1]`: element span + i - r for
 * window r at frame i.
 */
export const preferenceRow = (
  { preference }: WindowRows,
  start: number,
  span: number,
  frames: number,
): Float32Array => {
  const out = new Float32Array(span + frames + 1)
  if (preference === null) return out
  const shift = span + start - preference.frame
  out.fill(LEAST_LOGARITHM)
  // only elements inside the row are written
  preference.logarithm.forEach((value, i) => {
    if (i + shift >= 0 && i + shift < out.length) out[i + shift] = value
  })
  return out
}

/** How many of `count` windows of `window` neighbouring frames cover each frame of theirs. */
export const coverOf = (count: number, window: number): readonly number[] => {
  const frames = count + window - 1
  return Array.from({ length: frames }, (_, i) => Math.min(i + 1, frames - i, window, count))
}
