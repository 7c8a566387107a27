import { batchItem, type Latent, stack } from '@sigmastream/core'

/** The first of a list that has one: recordings were read whole. */
export const first = <A>([one]: readonly A[]): A => {
  if (one === undefined) throw new Error('the recording has no calls')
  return one
}

/** The items of a batch. */
export const itemsOf = (one: Latent): readonly Latent[] =>
  Array.from({ length: one.shape[0] }, (_, i) => batchItem(one, i))

/** Items put together, which the batch of a recording is not without. */
export const together = (items: readonly Latent[]): Latent => stack([first(items), ...items.slice(1)])

/** The first frames of each channel. */
export const cut = ({ shape: [batch, channels, frames], data }: Latent, to: number): Latent => ({
  shape: [batch, channels, to],
  data: data.slice().filter((_, i) => i % frames < to),
})

/** The same frames before, those of `after` from there on. */
export const join = (before: Latent, after: Latent): Latent => {
  const [, , frames] = after.shape
  const [, , to] = before.shape
  return {
    shape: after.shape,
    data: Float32Array.from(after.data, (value, i) =>
      i % frames < to ? (before.data[Math.floor(i / frames) * to + (i % frames)] ?? NaN) : value,
    ),
  }
}
