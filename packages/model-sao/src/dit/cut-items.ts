import { build, type FrameScale, type Guidance, type Latent } from '@sigmastream/core'
import type { Conditioning, Embedding, PaddedFrames } from './conditioning.js'

/** Items of a batch that can be asked about at once: as many frames of each are asked about, and as much is told. */
export interface AlikeItems {
  readonly frames: number
  readonly items: readonly number[]
}

/** Items of a latent, each without what is behind so many frames. */
export const cutLatent = ({ shape: [, channels, all], data }: Latent, { frames, items }: AlikeItems): Latent =>
  build([items.length, channels, frames], (out) =>
    items.forEach((item, i) => {
      for (let channel = 0; channel < channels; channel++) {
        const start = (item * channels + channel) * all
        out.set(data.subarray(start, start + frames), (i * channels + channel) * frames)
      }
    }),
  )

/** What items are told; one that is told to all stays. */
const itemsOf = ({ dims: [all = 1, ...rest], data }: Embedding, items: readonly number[]): Embedding => {
  if (all === 1) return { dims: [1, ...rest], data }
  const size = data.length / all
  const picked = new Float32Array(items.length * size)
  items.forEach((item, i) => picked.set(data.subarray(item * size, (item + 1) * size), i * size))
  return { dims: [items.length, ...rest], data: picked }
}

const cutLocal = (local: Embedding, alike: AlikeItems): Embedding => {
  const { dims, data } = itemsOf(local, alike.items)
  const [items = 1, channels = 1, frames = 1] = dims
  if (frames === 1) return { dims, data }
  const every = Array.from({ length: items }, (_, i) => i)
  const cut = cutLatent({ shape: [items, channels, frames], data }, { frames: alike.frames, items: every })
  return { dims: cut.shape, data: cut.data }
}

/**
 * A scale for each of `all` frames, of the first so many; what is no such scale stays, and is told of where it is used.
 */
const cutScale = (scale: FrameScale, frames: number, all: number): FrameScale =>
  typeof scale === 'number' || scale.length !== all ? scale : scale.subarray(0, frames)

const cutGuidance = (guidance: Guidance, frames: number, all: number): Guidance => {
  const { scale } = guidance
  return typeof scale === 'function'
    ? { ...guidance, scale: (sigma) => cutScale(scale(sigma), frames, all) }
    : { ...guidance, scale: cutScale(scale, frames, all) }
}

const cutPadding = ({ valid, keys }: PaddedFrames, items: readonly number[]): PaddedFrames => ({
  keys,
  valid: valid.length === 1 ? valid : items.map((item) => valid[item]!), // one for each item
})

/**
 * What items are told of their frames, of `all`; of a padding that is left out nothing, since they are cut to what is
 * valid.
 */
export const cutConditioning = (conditioning: Conditioning, alike: AlikeItems, all: number): Conditioning => {
  const { crossAttention, global, negative, local, padding, guidance, ...rest } = conditioning
  return {
    ...rest,
    crossAttention: itemsOf(crossAttention, alike.items),
    global: itemsOf(global, alike.items),
    ...(negative === undefined ? {} : { negative: itemsOf(negative, alike.items) }),
    ...(local === undefined ? {} : { local: cutLocal(local, alike) }),
    ...(padding?.keys === 'counted' ? { padding: cutPadding(padding, alike.items) } : {}),
    guidance: cutGuidance(guidance, alike.frames, all),
  }
}

/** Items back where they came from, zeros behind their frames. */
export const putBack = (
  [batch, channels, all]: Latent['shape'],
  parts: readonly (readonly [AlikeItems, Latent])[],
): Latent =>
  build([batch, channels, all], (out) => {
    for (const [{ frames, items }, { data }] of parts)
      items.forEach((item, i) => {
        for (let channel = 0; channel < channels; channel++) {
          const start = (i * channels + channel) * frames
          out.set(data.subarray(start, start + frames), (item * channels + channel) * all)
        }
      })
  })
