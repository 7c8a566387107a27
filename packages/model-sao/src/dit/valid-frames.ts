import { build, type Guidance, type Latent } from '@sigmastream/core'
import type { Conditioning, Embedding, Padding } from './conditioning.js'

/** How a network answers under a conditioning: as many latents as it has branches, each of the shape of x. */
export type Answering = (
  x: Latent,
  t: readonly number[],
  conditioning: Conditioning,
  signal: AbortSignal,
) => Promise<readonly Latent[]>

/** Items of a batch that have as many valid frames as each other. */
interface EqualItems {
  readonly frames: number
  readonly items: readonly number[]
}

const equalItems = ({ valid }: Padding, batch: number): readonly EqualItems[] => {
  const lengths = Array.from({ length: batch }, (_, item) => valid[valid.length === 1 ? 0 : item] ?? 0)
  return [...new Set(lengths)].map((frames) => ({
    frames,
    items: lengths.flatMap((length, item) => (length === frames ? [item] : [])),
  }))
}

/** Items of a latent, each without what is behind so many frames. */
const cutLatent = ({ shape: [, channels, all], data }: Latent, { frames, items }: EqualItems): Latent =>
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

const cutLocal = (local: Embedding, equal: EqualItems): Embedding => {
  const { dims, data } = itemsOf(local, equal.items)
  const [items = 1, channels = 1, frames = 1] = dims
  if (frames === 1) return { dims, data }
  const every = Array.from({ length: items }, (_, i) => i)
  const cut = cutLatent({ shape: [items, channels, frames], data }, { frames: equal.frames, items: every })
  return { dims: cut.shape, data: cut.data }
}

/** A scale for each frame, of the first so many. */
const cutGuidance = (guidance: Guidance, frames: number): Guidance => {
  const { scale } = guidance
  if (typeof scale === 'number') return guidance
  if (typeof scale !== 'function') return { ...guidance, scale: scale.subarray(0, frames) }
  return {
    ...guidance,
    scale: (sigma) => {
      const asked = scale(sigma)
      return typeof asked === 'number' ? asked : asked.subarray(0, frames)
    },
  }
}

const cutConditioning = (conditioning: Conditioning, equal: EqualItems): Conditioning => {
  const { padding: _, crossAttention, global, negative, local, guidance, ...rest } = conditioning
  return {
    ...rest,
    crossAttention: itemsOf(crossAttention, equal.items),
    global: itemsOf(global, equal.items),
    ...(negative === undefined ? {} : { negative: itemsOf(negative, equal.items) }),
    ...(local === undefined ? {} : { local: cutLocal(local, equal) }),
    guidance: cutGuidance(guidance, equal.frames),
  }
}

/** Items back where they came from, zeros behind their frames. */
const putBack = ([batch, channels, all]: Latent['shape'], parts: readonly (readonly [EqualItems, Latent])[]): Latent =>
  build([batch, channels, all], (out) => {
    for (const [{ frames, items }, { data }] of parts)
      items.forEach((item, i) => {
        for (let channel = 0; channel < channels; channel++) {
          const start = (i * channels + channel) * frames
          out.set(data.subarray(start, start + frames), (item * channels + channel) * all)
        }
      })
  })

/**
 * The same, of which frames behind the end of an item are no part where the padding is left out: items that are as long
 * as each other are asked about together, and the answer is zero behind their ends. A longer padding changes nothing.
 */
export const onValidFrames =
  (answer: Answering): Answering =>
  async (x, t, conditioning, signal) => {
    const { padding } = conditioning
    if (padding?.keys !== 'left out') return answer(x, t, conditioning, signal)
    const [batch] = x.shape
    const asked: (readonly [EqualItems, readonly Latent[]])[] = []
    for (const equal of equalItems(padding, batch)) {
      const times = equal.items.map((item) => t[item] ?? NaN)
      asked.push([equal, await answer(cutLatent(x, equal), times, cutConditioning(conditioning, equal), signal)])
    }
    const [[, first] = [null, []]] = asked
    return first.map((_, branch) =>
      putBack(
        x.shape,
        asked.flatMap(([equal, answers]) => answers.slice(branch, branch + 1).map((one) => [equal, one] as const)),
      ),
    )
  }

/**
 * A latent that is zero behind the ends of its items, where the padding is left out: so that nothing there counts in
 * what guidance sums over frames.
 */
export const endedBy =
  (padding: Padding | undefined) =>
  (latent: Latent): Latent =>
    padding?.keys !== 'left out'
      ? latent
      : putBack(
          latent.shape,
          equalItems(padding, latent.shape[0]).map((equal) => [equal, cutLatent(latent, equal)] as const),
        )
