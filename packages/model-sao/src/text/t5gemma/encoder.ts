import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fault } from '../fault.js'
import { piecesAround } from './added-tokens.js'
import { type MergeOf, mergePairs } from './byte-pairs.js'
import type { Ids, StoredMerge, TokenizerJson } from './tokenizer-json.js'

/** What stands for the bytes 0 to 255 of a letter that is no token. */
const byteIds = (ids: Ids): E.Either<Fault, readonly number[]> => {
  const names = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`)
  return E.traverseArray((name: string): E.Either<Fault, number> => {
    const id = ids.get(name)
    return id === undefined ? E.left(['model.vocab', `without ${name}`, 'a token for every byte']) : E.right(id)
  })(names)
}

const NO_PAIR = ['', ''] as const

const pairOf = (merge: StoredMerge): readonly [string, string] => {
  if (typeof merge !== 'string') return merge
  const [left = '', right = '', ...more] = merge.split(' ')
  return more.length > 0 ? NO_PAIR : [left, right]
}

/**
 * Merges by their left tokens, then by their right ones: one number of both would be no small integer, and half a
 * million of those take seconds. A pair that comes twice has the rank of the last.
 */
const mergesOf = (merges: readonly StoredMerge[], ids: Ids): E.Either<Fault, MergeOf> => {
  const ranks = new Map<number, Map<number, number>>()
  const made = new Int32Array(merges.length)
  for (const [rank, merge] of merges.entries()) {
    const [first, second] = pairOf(merge)
    const [left, right, id] = [ids.get(first), ids.get(second), ids.get(first + second)]
    if (left === undefined || right === undefined || id === undefined)
      return E.left([
        `model.merges[${rank}]`,
        JSON.stringify(merge).slice(0, 80),
        'two tokens of the vocabulary, which has both together too',
      ])
    const behind = ranks.get(left) ?? new Map<number, number>()
    behind.set(right, rank)
    ranks.set(left, behind)
    made[rank] = id
  }
  return E.right((left, right) => {
    const rank = ranks.get(left)?.get(right)
    return rank === undefined ? undefined : { rank, id: made[rank]! } // one for each rank
  })
}

/** Added tokens by their contents; `Left` for one that the vocabulary has under another id. */
const addedOf = (added: TokenizerJson['added_tokens'], ids: Ids): E.Either<Fault, Ids> => {
  const other = added.findIndex(({ content, id }) => (ids.get(content) ?? id) !== id)
  const { content = '', id } = added[other] ?? {}
  return other === -1
    ? E.right(new Map(added.map((token) => [token.content, token.id])))
    : E.left([`added_tokens[${other}].id`, String(id), `${ids.get(content)}, as in the vocabulary`])
}

const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/**
 * Encodes a text to token ids. Names of added tokens in it are those tokens; of the rest each space becomes U+2581,
 * letters that are no token become their bytes in UTF-8, and pairs merge over the whole of it, words or not. Half of a
 * surrogate pair is U+FFFD, as in any UTF-8. `Left` says what is wrong with the tokenizer.
 */
export const gemmaEncoder = ({
  model: { vocab: ids, merges },
  added_tokens: added,
}: TokenizerJson): E.Either<Fault, (text: string) => readonly number[]> => {
  const utf8 = new TextEncoder()
  return pipe(
    E.Do,
    E.apS('bytes', byteIds(ids)),
    E.apS('mergeOf', mergesOf(merges, ids)),
    E.apS('tokens', addedOf(added, ids)),
    E.map(({ bytes, mergeOf, tokens }) => {
      const pieces = piecesAround(tokens)
      const lettersOf = (letter: string): readonly number[] => {
        const id = ids.get(letter)
        return id === undefined ? Array.from(utf8.encode(letter), (byte) => bytes[byte]!) : [id] // there are all 256
      }
      return (text) =>
        pieces(text.replaceAll(LONE, '\ufffd')).flatMap((piece) =>
          piece._tag === 'Token'
            ? [piece.id]
            : mergePairs(Array.from(piece.text.replaceAll(' ', '▁')).flatMap(lettersOf), mergeOf),
        )
    }),
  )
}
