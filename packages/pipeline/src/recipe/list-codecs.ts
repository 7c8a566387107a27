import * as t from 'io-ts'
import { type Codec, codecOf, fraction01, sigmaLevel } from './codecs.js'
import { forksIn } from './forks.js'
import { scalePointsIn } from './guidance-scale.js'

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
