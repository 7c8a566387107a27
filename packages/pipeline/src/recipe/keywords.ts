import type * as t from 'io-ts'
import type { JsonSchema } from './json-schema.js'

/** What was added to a codec, and the codec that it was added to. */
export interface Addition {
  readonly to: t.Mixed
  readonly keywords: JsonSchema
}

/** A codec that carries a part of its schema: all of it where it is built of no others, and words about it. */
interface KeywordCarrier {
  readonly addition: Addition
}

const carries = (codec: t.Mixed): codec is t.Mixed & KeywordCarrier => 'addition' in codec

/** What was last added to a codec; `undefined` where nothing was. */
export const additionIn = (codec: t.Mixed): Addition | undefined => (carries(codec) ? codec.addition : undefined)

/** All that a codec carries of its schema; `undefined` where that follows from its structure alone. */
export const keywordsIn = (codec: t.Mixed): JsonSchema | undefined => {
  const addition = additionIn(codec)
  return addition === undefined ? undefined : { ...keywordsIn(addition.to), ...addition.keywords }
}

/** The same codec, and with it what its structure does not say of its schema; what it carried already stays. */
export const withKeywords = <C extends t.Mixed>(codec: C, keywords: JsonSchema): C => {
  const blank: object = Object.create(Object.getPrototypeOf(codec))
  const addition: Addition = { to: codec, keywords }
  return Object.assign(blank, codec, { addition })
}

/** Codecs of fields, each carrying what there is to be told of it. */
export const withEach = <F extends Readonly<Record<string, t.Mixed>>, A>(
  fields: F,
  told: Readonly<Record<keyof F, A>>,
  keywords: (told: A) => JsonSchema,
): F => {
  const known = new Map(Object.entries<A>(told))
  const carrying = Object.entries(fields).map(([name, codec]): readonly [string, t.Mixed] => {
    const about = known.get(name)
    return [name, about === undefined ? codec : withKeywords(codec, keywords(about))]
  })
  return Object.assign({}, fields, Object.fromEntries(carrying))
}

/** Codecs of fields that say of each what it is. */
export const withAbout = <F extends Readonly<Record<string, t.Mixed>>>(
  fields: F,
  about: Readonly<Record<keyof F, string>>,
): F => withEach(fields, about, (description) => ({ description }))
