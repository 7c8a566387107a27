import * as t from 'io-ts'
import { forksIn } from './forks.js'
import { scalePointsIn } from './guidance-scale.js'
import type { JsonSchema } from './json-schema.js'
import { keywordsIn, withKeywords } from './keywords.js'
import { suggestion } from './suggestion.js'

/** A codec of JSON values: what it decodes is what it encodes. `name` says what would be right. */
export type Codec<A> = t.Type<A, unknown, unknown>

/** A codec of no others: it carries its schema, which the law of schemas holds it to. */
const codecOf = <A>(name: string, is: t.Is<A>, schema: JsonSchema, right?: (value: unknown) => string): Codec<A> =>
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

const fraction01 = { type: 'number', minimum: 0, maximum: 1 } as const

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

/** What is to be said of the first of a list that is no sigma; `null` where all are. */
const strayIn = (list: readonly number[]): string | null => {
  const bad = list.find((sigma) => sigma !== 0 && !sigmaLevel.is(sigma))
  if (bad === undefined) return null
  return `sigmas from 0 to 1e12 (${bad} is ${Number.isNaN(bad) ? 'no number' : bad < 0 ? 'below 0' : 'above it'}), such as 500,100,20,3,0`
}

const numbers = t.readonlyArray(t.number)

/** The noise levels of a schedule of one's own; whether they fall is said where the schedule is made. */
export const sigmaList = (most: number): Codec<readonly number[]> => {
  const right = `${most} sigmas or fewer that fall, such as 500,100,20,3,0`
  return codecOf(
    right,
    (value): value is readonly number[] =>
      numbers.is(value) && value.length > 0 && value.length <= most && strayIn(value) === null,
    { type: 'array', items: { type: 'number', minimum: 0, maximum: 1e12 }, minItems: 1, maxItems: most },
    (value) => (numbers.is(value) ? strayIn(value) : null) ?? right,
  )
}

/** One of `names`; the message for any other suggests the nearest, if one is near. */
export const oneOf = <K extends string>(names: Readonly<Record<K, unknown>>): Codec<K> => {
  const known = t.keyof<Readonly<Record<K, unknown>>>(names)
  const all = Object.keys(names)
  return codecOf(all.join(' | '), known.is, { enum: all, description: 'one of these names' }, (value) =>
    t.string.is(value) ? suggestion(value, all) : `one of ${all.join(', ')}`,
  )
}

/** A text of a form, which is a regular expression as a schema has it, with the flag `u`. */
export const textWith = (name: string, pattern: string): Codec<string> => {
  const form = new RegExp(pattern, 'u')
  return codecOf(name, (value): value is string => t.string.is(value) && form.test(value), { type: 'string', pattern })
}

/** A prompt: an empty one is often a variable that was not set. */
export const prompt = textWith('what is to be heard, in words', '\\S')

/** A stretch of the share of noise, from the first to the second. */
export type Share = readonly [low: number, high: number]

const isShare = (value: unknown): value is Share =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((bound) => typeof bound === 'number' && 0 <= bound && bound <= 1) &&
  value[0] <= value[1]

/** `[a, b]` with 0 <= a <= b <= 1. */
export const share: Codec<Share> = codecOf('two numbers from 0 to 1, the lower first, such as 0.2,0.8', isShare, {
  type: 'array',
  prefixItems: [fraction01, fraction01],
  minItems: 2,
  maxItems: 2,
  'x-rising': true,
})

/** How often each stretch of steps is walked, and how many steps it has. */
export type Repetition = readonly [passes: number, steps: number]

/** The most often that a stretch can be walked. */
const mostPasses = 100

const isRepetition = (value: unknown): value is Repetition =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((count) => Number.isSafeInteger(count) && count >= 1) &&
  value[0] <= mostPasses

/** `[r, j]`, whole numbers above 0. */
export const repetition: Codec<Repetition> = codecOf(
  `two whole numbers above 0, how often (at most ${mostPasses}) and how many steps, such as 10,5`,
  isRepetition,
  {
    type: 'array',
    prefixItems: [
      { type: 'integer', minimum: 1, maximum: mostPasses },
      { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    ],
    minItems: 2,
    maxItems: 2,
  },
)

/** A scale of guidance: a number, or scales by sigma or by second, as they are typed. */
export const guidanceScale: Codec<number | string> = codecOf(
  'a finite number, or scales by sigma such as 7:500,2:1, or by second such as 7@0,2@5.5',
  (value): value is number | string =>
    typeof value === 'string' ? scalePointsIn(value) !== null : Number.isFinite(value),
  { anyOf: [{ type: 'number' }, { type: 'string', format: 'scale-points' }] },
)

/** Where noise goes on with other seeds, as it is typed. */
export const forks: Codec<string> = codecOf(
  'seeds and the steps that they begin at, such as 103@12,117@24, the steps rising and above 0',
  (value): value is string => t.string.is(value) && forksIn(value) !== null,
  { type: 'string', format: 'forks' },
)

/** Whether a text has fractions by second. */
const isFractionCurve = (text: string): boolean => {
  const points = scalePointsIn(text)
  return points?.by === 'second' && points.points.every(([, value]) => 0 <= value && value <= 1)
}

/** A fraction, or fractions by second, as they are typed. */
export const fractionCurve = (meaning: string): Codec<number | string> =>
  codecOf(
    `a number from 0 to 1 ${meaning}, or such numbers by second, such as 1@0,0.3@5.5`,
    (value): value is number | string =>
      typeof value === 'string' ? isFractionCurve(value) : typeof value === 'number' && 0 <= value && value <= 1,
    { anyOf: [fraction01, { type: 'string', format: 'fraction-points' }] },
  )

/** A SHA-256. */
export const hash = textWith('a SHA-256 in hexadecimal', '^[0-9a-f]{64}$')

/** The value, or null. */
export const nullable = <A>(codec: Codec<A>): Codec<A | null> => t.union([codec, t.null])
