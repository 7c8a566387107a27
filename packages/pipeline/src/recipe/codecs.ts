import * as t from 'io-ts'
import type { JsonSchema } from './json-schema.js'
import { keywordsIn, withKeywords } from './keywords.js'
import { suggestion } from './suggestion.js'

/** A codec of JSON values: what it decodes is what it encodes. `name` says what would be right. */
export type Codec<A> = t.Type<A, unknown, unknown>

/** A codec of no others: it carries its schema, which the law of schemas holds it to. */
export const codecOf = <A>(
  name: string,
  is: t.Is<A>,
  schema: JsonSchema,
  right?: (value: unknown) => string,
): Codec<A> =>
  withKeywords(
    new t.Type(
      name,
      is,
      (value, context) => (is(value) ? t.success(value) : t.failure(value, context, right?.(value) ?? name)),
      t.identity,
    ),
    { description: name, ...schema },
  )

/** The bounds of a number, in the words of a schema; an `integer` is a whole number. */
export type Bounds = Readonly<{ type: 'number' | 'integer' }> &
  Pick<JsonSchema, 'minimum' | 'exclusiveMinimum' | 'maximum' | 'exclusiveMaximum' | 'x-unit'>

/** A finite number inside bounds; `name` says what would be right. */
export const numberWith = (name: string, bounds: Bounds): Codec<number> => {
  const {
    type,
    minimum = -Infinity,
    exclusiveMinimum = -Infinity,
    maximum = Infinity,
    exclusiveMaximum = Infinity,
  } = bounds
  const is = (value: unknown): value is number =>
    Number.isFinite(value) &&
    t.number.is(value) &&
    (type === 'number' || Number.isInteger(value)) &&
    minimum <= value &&
    exclusiveMinimum < value &&
    value <= maximum &&
    value < exclusiveMaximum
  return codecOf(name, is, bounds)
}

/** A whole number from `least` to `most`. */
export const wholeNumber = (least: number, most: number = Number.MAX_SAFE_INTEGER): Codec<number> =>
  numberWith(`a whole number from ${least} to ${most}`, { type: 'integer', minimum: least, maximum: most })

/** A whole number of things that are counted from 1, as far as there are such: steps of a run, takes in a folder. */
export const ordinal: Codec<number> = numberWith('a whole number of at least 1', {
  type: 'integer',
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
})

/** A finite number above 0. */
export const positive = (what: string): Codec<number> =>
  numberWith(`${what} above 0`, { type: 'number', exclusiveMinimum: 0 })

/** The schema of a fraction. */
export const fraction01 = { type: 'number', minimum: 0, maximum: 1 } as const

/** A fraction. */
export const fraction = (meaning: string): Codec<number> => numberWith(`a number from 0 to 1 ${meaning}`, fraction01)

/** Any finite number. */
export const finite = numberWith('a finite number', { type: 'number' })

const inSeconds = { type: 'number', 'x-unit': 'seconds' } as const

/** A finite number of seconds above 0. */
export const lengthInSeconds = numberWith('a number of seconds above 0', { ...inSeconds, exclusiveMinimum: 0 })

/** A finite number of seconds, whatever its sign; what it means is checked where the clip is known. */
export const seconds = numberWith('a number of seconds', inSeconds)

/** A length of time that may be none. */
export const duration = numberWith('a number of seconds from 0 to 3600', { ...inSeconds, minimum: 0, maximum: 3600 })

/** Whether a codec is of a time in seconds, or of several: who types one may write it as a clock does. */
export const isTime = (codec: t.Mixed): boolean => {
  if (codec instanceof t.UnionType) return codec.types.some((one: t.Mixed) => isTime(one))
  if (codec instanceof t.ReadonlyArrayType) return isTime(codec.type)
  return keywordsIn(codec)?.['x-unit'] === 'seconds'
}

/** A noise level; the bound keeps noise of that level inside float32, squares included. */
export const sigmaLevel = numberWith('a sigma above 0, at most 1e12', {
  type: 'number',
  exclusiveMinimum: 0,
  maximum: 1e12,
})

/** One of `names`; the message for any other suggests the nearest, if one is near. */
export const oneOf = <K extends string>(names: Readonly<Record<K, unknown>>): Codec<K> => {
  const known = t.keyof<Readonly<Record<K, unknown>>>(names)
  const all = Object.keys(names)
  return codecOf(all.join(' | '), known.is, { enum: all, description: 'one of these names' }, (value) =>
    t.string.is(value) ? suggestion(value, all) : `one of ${all.join(', ')}`,
  )
}

/** One of `names`, which may be given by another word as well: that is read as the name, and never written. */
export const oneOfOr = <K extends string>(
  names: Readonly<Record<K, unknown>>,
  words: Readonly<Record<string, NoInfer<K>>>,
): Codec<K> => {
  const own = oneOf(names)
  const meant = new Map<string, K>(Object.entries(words))
  return withKeywords(
    new t.Type(
      own.name,
      own.is,
      (value, context) => own.validate((t.string.is(value) ? meant.get(value) : undefined) ?? value, context),
      t.identity,
    ),
    {
      description: 'one of these names',
      anyOf: [
        { enum: Object.keys(names) },
        ...[...meant.keys()].map((word) => ({ type: 'string', pattern: `^${word}$` }) as const),
      ],
    },
  )
}

/** A text of a form, which is a regular expression as a schema has it, with the flag `u`. */
export const textWith = (name: string, pattern: string): Codec<string> => {
  const form = new RegExp(pattern, 'u')
  return codecOf(name, (value): value is string => t.string.is(value) && form.test(value), { type: 'string', pattern })
}

/** A prompt: an empty one is often a variable that was not set. */
export const prompt = textWith('what is to be heard, in words', '\\S')

/** A SHA-256. */
export const hash = textWith('a SHA-256 in hexadecimal', '^[0-9a-f]{64}$')

/** The value, or null. */
export const nullable = <A>(codec: Codec<A>): Codec<A | null> => t.union([codec, t.null])
