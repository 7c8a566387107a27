import { build, type Latent } from '@sigmastream/core'

/**
 * What of x `[batch, channels, length]` lies from `start` up to, not including, `end`, with zeros where x has ended.
 */
export const stretchOf = ({ shape: [batch, channelsOf, length], data }: Latent, start: number, end: number): Latent =>
  build([batch, channelsOf, end - start], (out) => {
    for (let row = 0; row < batch * channelsOf; row++) {
      out.set(data.subarray(row * length + start, row * length + Math.min(end, length)), row * (end - start))
    }
  })

/** Channels `start` up to, not including, `end` of x `[batch, channels, length]`. */
export const channelsOf = ({ shape: [batch, all, length], data }: Latent, start: number, end: number): Latent =>
  build([batch, end - start, length], (out) => {
    for (let i = 0; i < batch; i++) {
      out.set(data.subarray((i * all + start) * length, (i * all + end) * length), i * (end - start) * length)
    }
  })
