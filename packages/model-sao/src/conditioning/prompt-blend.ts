import type { ReadonlyF32 } from '@sigmastream/core'

/** A prompt that is blended into another: `by` 0 is the other alone, 1 this one alone. */
export interface PromptBlend {
  readonly prompt: string
  readonly by: number
}

/** An item as far as its texts go. */
interface BlendedItem {
  readonly prompt: string
  readonly blend?: PromptBlend
}

/** The text that stands alone, or first. */
const firstText = ({ prompt, blend }: BlendedItem): string => (blend?.by === 1 ? blend.prompt : prompt)

/** Whether two texts are heard. */
const isBlend = ({ blend }: BlendedItem): boolean => blend !== undefined && blend.by !== 0 && blend.by !== 1

/** The item that each of {@link textsOf} belongs to. */
export const ownersOf = <A extends BlendedItem>(items: readonly A[]): readonly A[] => [
  ...items,
  ...items.filter(isBlend),
]

/** The texts that are encoded: one for each item, and behind those what is blended in, in the order of the items. */
export const textsOf = (items: readonly BlendedItem[]): readonly string[] => [
  ...items.map(firstText),
  ...items.filter(isBlend).map(({ prompt, blend }) => blend?.prompt ?? prompt),
]

/**
 * The embedding of each item, of the embeddings of {@link textsOf}, all of one size, one after the other.
 *
 * ```text
 * e + by (other - e)
 * ```
 *
 * At 0 and 1 one text alone was encoded, so it is that to the bit; where both texts have one embedding, it is that.
 * Source: ComfyUI `nodes.py`, `ConditioningAverage`.
 */
export const blendPrompts = (items: readonly BlendedItem[], embeddings: ReadonlyF32): ReadonlyF32 => {
  const blends = items.flatMap((item, place) => (isBlend(item) ? [{ place, by: item.blend?.by ?? 0 }] : []))
  if (blends.length === 0) return embeddings
  const size = embeddings.length / (items.length + blends.length)
  const out = embeddings.slice(0, items.length * size)
  blends.forEach(({ place, by }, i) => {
    const other = embeddings.subarray((items.length + i) * size, (items.length + i + 1) * size)
    const own = out.subarray(place * size, (place + 1) * size)
    own.forEach((value, n) => (own[n] = value + by * (other[n]! - value))) // both are of this size
  })
  return out
}
