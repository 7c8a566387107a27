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
