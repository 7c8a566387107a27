import type { FrameRange, Latent } from '@sigmastream/core'

/** Frames that are moved together, and channels: both sides then stay in the processor's nearest cache. */
const framesTogether = 64
const channelsTogether = 4

/**
 * Calls `move` for tiles of so many frames and channels: with the first of its channels, how many of them there are, and
 * its frames.
 */
const tiles = (
  channels: number,
  frames: number,
  move: (channel: number, count: number, from: number, to: number) => void,
): void => {
  for (let from = 0; from < frames; from += framesTogether) {
    const to = Math.min(frames, from + framesTogether)
    for (let channel = 0; channel < channels; channel += channelsTogether)
      move(channel, Math.min(channelsTogether, channels - channel), from, to)
  }
}

/** Frames `start` to `end` of one item of a latent, one after the other, `[frames][channels]`: written over `out`. */
export const rowsOf = (
  { shape: [, channels, frames], data }: Latent,
  item: number,
  { start, end }: FrameRange,
  out: Float32Array,
): Float32Array => {
  tiles(channels, end - start, (channel, count, from, to) => {
    const a = (item * channels + channel) * frames + start
    const [b, c, d] = [a + frames, a + 2 * frames, a + 3 * frames]
    // the frames of so many channels are inside of the item, and of the rows
    for (let t = from, at = from * channels + channel; t < to; t++, at += channels) {
      out[at] = data[a + t]!
      if (count > 1) out[at + 1] = data[b + t]!
      if (count > 2) out[at + 2] = data[c + t]!
      if (count > 3) out[at + 3] = data[d + t]!
    }
  })
  return out
}

/** Writes rows `[frames][channels]` into one item of `[batch, channels, frames]`, from frame `start` on. */
export const setRows = (
  out: Float32Array,
  [, channels, frames]: Latent['shape'],
  item: number,
  start: number,
  rows: Float32Array,
): void =>
  tiles(channels, rows.length / channels, (channel, count, from, to) => {
    const a = (item * channels + channel) * frames + start
    const [b, c, d] = [a + frames, a + 2 * frames, a + 3 * frames]
    // as in rowsOf
    for (let t = from, at = from * channels + channel; t < to; t++, at += channels) {
      out[a + t] = rows[at]!
      if (count > 1) out[b + t] = rows[at + 1]!
      if (count > 2) out[c + t] = rows[at + 2]!
      if (count > 3) out[d + t] = rows[at + 3]!
    }
  })
