import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { isAutoencoderAlone } from '../checkpoint/model-config.js'
import { textPlaceOf } from '../checkpoint/text-place.js'

/** What a model of the single-file layout needs to be told text. */
export type TextNeed =
  /** T5, in its folders or from its own repository, for it is the same for every such model. */
  | { readonly _tag: 'T5' }
  /** An encoder and its tokenizer in this folder of the model's repository, and nowhere else. */
  | { readonly _tag: 'Folder'; readonly folder: string }
  /** Its configuration names no folder of the repository. */
  | { readonly _tag: 'Unnamed' }
  /** An autoencoder alone is told nothing. */
  | { readonly _tag: 'Nothing' }

/** What the JSON of a model's configuration asks for; T5 where it does not say. */
export const textNeedOf = (json: unknown): TextNeed =>
  isAutoencoderAlone(json)
    ? { _tag: 'Nothing' }
    : pipe(
        textPlaceOf('', json),
        E.match(
          (): TextNeed => ({ _tag: 'Unnamed' }),
          ({ kind, encoder }) => (kind === 't5' ? { _tag: 'T5' } : { _tag: 'Folder', folder: encoder }),
        ),
      )
