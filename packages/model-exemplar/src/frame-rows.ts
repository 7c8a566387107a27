import type { FrameRange, Latent } from '@sigmastream/core'

/** Channels that are moved together: their frames then stay in the processor's cache. */
const together = 16

/** Frames `start` to `end` of one item of a latent, one after the other: `[frames][channels]`. */
export const rowsOf = (
  { shape: [, channels, frames], data }: Latent,
  item: number,
  { start, end }: FrameRange,
): Float32Array => {
  const count = end - start
  const out = new Float32Array(count * channels)
  for (let first = 0; first < channels; first += together) {
    const last = Math.min(channels, first + together)
    const from = (item * channels + first) * frames + start
    for (let frame = 0; frame < count; frame++) {
      const row = frame * channels
      // both indices are inside of the item and of the rows
      for (let channel = first, at = from + frame; channel < last; channel++, at += frames)
        out[row + channel] = data[at]!
    }
  }
  return out
}

/** Writes rows `[frames][channels]` into one item of `[batch, channels, frames]`, from frame `start` on. */
export const setRows = (
  out: Float32Array,
  [, channels, frames]: Latent['shape'],
  item: number,
  start: number,
  rows: Float32Array,
): void => {
  const count = rows.length / channels
  for (let first = 0; first < channels; first += together) {
    const last = Math.min(channels, first + together)
    const to = (item * channels + first) * frames + start
    for (let frame = 0; frame < count; frame++) {
      const row = frame * channels
      // as in rowsOf
      for (let channel = first, at = to + frame; channel < last; channel++, at += frames) out[at] = rows[row + channel]!
    }
  }
}
