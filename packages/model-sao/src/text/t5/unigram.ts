import { Tokenizer } from '@huggingface/tokenizers'
import { messageOf } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fault } from '../fault.js'
import { charsmapNormalizer } from './precompiled-charsmap.js'
import type { TokenizerJson } from './tokenizer-json.js'

type Rewrite = (text: string) => string

/**
 * What is used of the library. Its own stand-in for `Precompiled` is NFKC, which keeps combining marks that the table
 * drops: so it is given none, and ours in its place.
 */
interface Library {
  normalizer: Rewrite
  readonly encode: (text: string) => { readonly ids: readonly number[] }
}

type Component = Extract<TokenizerJson['normalizer'], { type: 'Sequence' }>['normalizers'][number]

/** Unicode's White_Space, which Rust's `trim` goes by: JavaScript's lacks U+0085 and has U+FEFF too. */
const SPACE = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/

const strip = (text: string, left: boolean, right: boolean): string => {
  const letters = [...text]
  const first = left ? letters.findIndex((letter) => !SPACE.test(letter)) : 0
  const last = right ? letters.findLastIndex((letter) => !SPACE.test(letter)) : letters.length - 1
  return first === -1 ? '' : letters.slice(first, last + 1).join('')
}

const rewriteOf = (component: Component): E.Either<Fault, Rewrite> => {
  switch (component.type) {
    case 'Precompiled':
      return pipe(
        charsmapNormalizer(component.precompiled_charsmap),
        E.mapLeft((wrong) => ['normalizer.precompiled_charsmap', wrong, 'a double array and its texts, in base64']),
      )
    case 'Strip':
      return E.right((text) => strip(text, component.strip_left, component.strip_right))
    case 'Replace':
      return E.right((text) => text.replaceAll(/ {2,}/g, () => component.content))
  }
}

/** The library splits at JavaScript's white space, of which U+0085 is none. */
const nextLine: Rewrite = (text) => text.replaceAll('\u0085', ' ')

const normalizerOf = ({ normalizer, pre_tokenizer: split }: TokenizerJson): E.Either<Fault, Rewrite> =>
  pipe(
    E.traverseArray(rewriteOf)(normalizer.type === 'Sequence' ? normalizer.normalizers : [normalizer]),
    E.map((rewrites) => (split.type === 'Sequence' ? [...rewrites, nextLine] : rewrites)),
    E.map((rewrites) => (text) => rewrites.reduce((done, rewrite) => rewrite(done), text)),
  )

/** The pre-tokenizer again, of the keys that were decoded. */
const splitterOf = ({ pre_tokenizer: split }: TokenizerJson) => {
  const { type, replacement, prepend_scheme = 'always' } = split.type === 'Sequence' ? split.pretokenizers[1] : split
  const metaspace = { type, replacement, prepend_scheme }
  return split.type === 'Sequence'
    ? { type: 'Sequence', pretokenizers: [{ type: 'WhitespaceSplit' }, metaspace] }
    : metaspace
}

/**
 * Encodes a text to token ids, without the template's end token. `Left` says what is wrong with it. Only what was
 * decoded reaches the library: nothing else of the file does.
 */
export const unigramEncoder = (json: TokenizerJson): E.Either<Fault, (text: string) => readonly number[]> =>
  pipe(
    normalizerOf(json),
    E.flatMap((normalize) =>
      E.tryCatch(
        (): ((text: string) => readonly number[]) => {
          const { type, unk_id, vocab } = json.model
          const tokenizer: Library = new Tokenizer(
            {
              model: { type, unk_id, vocab },
              added_tokens: json.added_tokens.map(({ id, content, lstrip, rstrip }) => ({
                id,
                content,
                lstrip,
                rstrip,
              })),
              pre_tokenizer: splitterOf(json),
              normalizer: null,
              post_processor: null,
              decoder: null,
            },
            {},
          )
          tokenizer.normalizer = normalize
          return (text: string) => tokenizer.encode(text).ids
        },
        (cause): Fault => ['model', messageOf(cause), 'the Unigram model of T5'],
      ),
    ),
  )
