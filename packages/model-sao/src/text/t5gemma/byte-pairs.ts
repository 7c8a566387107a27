import { smallestFirst } from './smallest-first.js'

/** What a pair of tokens becomes. */
export interface Merge {
  /** The smallest is done first. */
  readonly rank: number
  readonly id: number
}

/** How pairs of tokens become one: `undefined` where they stay two. */
export type MergeOf = (left: number, right: number) => Merge | undefined

/** More places than a text has: an order by rank and then by place is one by a single number below 2^53. */
const PLACES = 2 ** 20

/**
 * The tokens of a text whose letters are `ids`, fewer than 2^20 of them: of all neighbours that merge, those of the
 * smallest rank do, the leftmost first, until none does. Its time grows with the text and the logarithm of it.
 *
 * Source: Sennrich et al. 2016, section 3.2; of two pairs that give the same token either may be done at the rank of
 * the other, as in huggingface tokenizers' `Word::merge_all`.
 */
export const mergePairs = (ids: readonly number[], mergeOf: MergeOf): readonly number[] => {
  const tokens = Int32Array.from(ids)
  const next = Int32Array.from(ids, (_, place) => place + 1)
  const previous = Int32Array.from(ids, (_, place) => place - 1)
  const wanted = new Map<number, number>()
  const queue = smallestFirst()
  const end = tokens.length
  // Places are below `end`; a token that went into the one before it is -1.
  const offer = (place: number, right: number): void => {
    if (place < 0 || right >= end) return
    const merge = mergeOf(tokens[place]!, tokens[right]!)
    if (merge === undefined) return
    const order = merge.rank * PLACES + place
    wanted.set(order, merge.id)
    queue.add(order)
  }
  for (let place = 0; place < end; place++) offer(place, place + 1)
  for (let order = queue.take(); order !== undefined; order = queue.take()) {
    const place = order % PLACES
    const right = next[place]!
    if (tokens[place] === -1 || right >= end) continue
    const merge = mergeOf(tokens[place]!, tokens[right]!)
    if (merge === undefined || merge.id !== wanted.get(order)) continue
    const behind = next[right]!
    tokens[place] = merge.id
    tokens[right] = -1
    next[place] = behind
    if (behind < end) previous[behind] = place
    offer(previous[place]!, place)
    offer(place, behind)
  }
  return Array.from(tokens).filter((id) => id !== -1)
}
