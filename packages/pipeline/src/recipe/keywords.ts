import type * as t from 'io-ts'
import type { JsonSchema } from './json-schema.js'

/** A codec that carries a part of its schema: all of it where it is built of no others, and words about it. */
interface Carrying {
  readonly keywords: JsonSchema
}

const carries = (codec: t.Mixed): codec is t.Mixed & Carrying => 'keywords' in codec

/** What a codec carries of its schema; `undefined` where that follows from its structure alone. */
export const keywordsIn = (codec: t.Mixed): JsonSchema | undefined => (carries(codec) ? codec.keywords : undefined)

/** The same codec, and with it what its structure does not say of its schema; what it carried already stays. */
export const withKeywords = <C extends t.Mixed>(codec: C, keywords: JsonSchema): C => {
  const blank: object = Object.create(Object.getPrototypeOf(codec))
  return Object.assign(blank, codec, { keywords: { ...keywordsIn(codec), ...keywords } })
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
