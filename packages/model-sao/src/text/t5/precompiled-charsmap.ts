import { either as E } from 'fp-ts'

/** A double-array trie over UTF-8 bytes; a value found is where the replacement begins in `replacements`. */
interface Charsmap {
  readonly units: Uint32Array
  readonly replacements: Uint8Array
}

const MOST_UNITS = 2 ** 22

const parse = (base64: string): E.Either<string, Charsmap> => {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length < 8) return E.left(`${bytes.length} bytes`)
  const trieBytes = bytes.readUInt32LE(0)
  if (trieBytes % 4 !== 0 || trieBytes > bytes.length - 4 || trieBytes / 4 > MOST_UNITS) {
    return E.left(`a trie of ${trieBytes} bytes in ${bytes.length}`)
  }
  const units = Uint32Array.from({ length: trieBytes / 4 }, (_, i) => bytes.readUInt32LE(4 + 4 * i))
  return E.right({ units, replacements: bytes.subarray(4 + trieBytes) })
}

const offsetOf = (unit: number): number => (unit >>> 10) << ((unit & 0x200) >>> 6)

/** Where the replacement of the *shortest* prefix of `key` that has one begins. */
const find = ({ units }: Charsmap, key: Uint8Array): number | undefined => {
  let at = offsetOf(units[0] ?? 0)
  for (const byte of key) {
    if (byte === 0) return undefined
    at ^= byte
    const unit = units[at]
    // A label carries bit 31 where the unit is a value and no step.
    if (unit === undefined || (unit & 0x800000ff) >>> 0 !== byte) return undefined
    at ^= offsetOf(unit)
    const value = units[at]
    if ((unit & 0x100) !== 0 && value !== undefined) return value & 0x7fffffff
  }
  return undefined
}

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' })
/** Longer clusters, in bytes, are replaced character by character. */
const LONGEST_CLUSTER = 6

/**
 * The normalisation that SentencePiece compiles into a table (`precompiled_charsmap` of a tokenizer.json, in base64: a
 * darts-clone double array and its texts) as Python's tokenizers applies it. That is no NFKC: a short cluster that
 * *begins* with a character of the table becomes that character's text, and its combining marks are lost. `Left` says
 * what is wrong with the table.
 *
 * Source: huggingface `spm_precompiled` (`Precompiled::normalize_string`, `DoubleArray::common_prefix_search`).
 */
export const charsmapNormalizer = (base64: string): E.Either<string, (text: string) => string> => {
  const parsed = parse(base64)
  if (E.isLeft(parsed)) return parsed
  const map = parsed.right
  const utf8 = new TextEncoder()
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const replacementOf = (key: Uint8Array): string | undefined => {
    const begin = find(map, key)
    if (begin === undefined || begin > map.replacements.length) return undefined
    const end = map.replacements.indexOf(0, begin)
    return decoder.decode(map.replacements.subarray(begin, end === -1 ? undefined : end))
  }
  const byCharacter = (cluster: string): string =>
    Array.from(cluster, (character) => replacementOf(utf8.encode(character)) ?? character).join('')
  const ofCluster = (cluster: string): string => {
    const bytes = utf8.encode(cluster)
    return (bytes.length < LONGEST_CLUSTER ? replacementOf(bytes) : undefined) ?? byCharacter(cluster)
  }
  return E.right((text) => Array.from(GRAPHEMES.segment(text), ({ segment }) => ofCluster(segment)).join(''))
}
