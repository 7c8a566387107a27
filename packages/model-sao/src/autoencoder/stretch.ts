import { build, type Latent } from '@sigmastream/core'
import type { readonlyNonEmptyArray as RNEA } from 'fp-ts'

/**
 * What of x `[batch, channels, length]` lies from `start` up to, not including, `end`, with zeros where x has ended.
 */
export const stretchOf = ({ shape: [batch, channelsOf, length], data }: Latent, start: number, end: number): Latent =>
  build([batch, channelsOf, end - start], (out) => {
    for (let row = 0; row < batch * channelsOf; row++) {
      out.set(data.subarray(row * length + start, row * length + Math.min(end, length)), row * (end - start))
    }
  })

/** Pieces of equal batch and channels, one after the other along their length. */
export const concatLatents = (pieces: RNEA.ReadonlyNonEmptyArray<Latent>): Latent => {
  const [batch, channelsOf] = pieces[0].shape
  const length = pieces.reduce((sum, { shape }) => sum + shape[2], 0)
  return build([batch, channelsOf, length], (out) => {
    pieces.reduce((start, { shape: [, , size], data }) => {
      for (let row = 0; row < batch * channelsOf; row++) {
        out.set(data.subarray(row * size, (row + 1) * size), row * length + start)
      }
      return start + size
    }, 0)
  })
}

/** Channels `start` up to, not including, `end` of x `[batch, channels, length]`. */
export const channelsOf = ({ shape: [batch, all, length], data }: Latent, start: number, end: number): Latent =>
  build([batch, end - start, length], (out) => {
    for (let i = 0; i < batch; i++) {
      out.set(data.subarray((i * all + start) * length, (i * all + end) * length), i * (end - start) * length)
    }
  })
