import { either as E } from 'fp-ts'
import { type Refused, refuse } from '../errors.js'
import { checkFalling } from './checked.js'

/**
 * What every schedule between two levels is given: `steps` sigmas from `sigmaMax` down to `sigmaMin`, and then a 0 (so
 * `steps` intervals) unless `endAtZero` is false.
 */
export interface Ramp {
  readonly steps: number
  readonly sigmaMin: number
  readonly sigmaMax: number
  readonly endAtZero?: boolean
}

/** The fractions 0 .. 1 of `steps` places; a single place is 0. */
export const fractions = (steps: number): readonly number[] =>
  Array.from({ length: steps }, (_, i) => (steps === 1 ? 0 : i / (steps - 1)))

/** `steps` must be a whole number of at least 1. */
export const checkedSteps = (subject: string, steps: number): E.Either<Refused, number> =>
  Number.isSafeInteger(steps) && steps >= 1
    ? E.right(steps)
    : refuse(subject, `${steps} steps`, 'a whole number of at least 1')

/** `value` must be finite and above 0. */
export const checkedPositive = (subject: string, name: string, value: number): E.Either<Refused, number> =>
  Number.isFinite(value) && value > 0 ? E.right(value) : refuse(subject, `${name} ${value}`, 'a finite number above 0')

/** Refuses what no schedule between two levels can be made of; `0 < sigmaMin < sigmaMax`, both finite. */
export const checkedRamp = (subject: string, { steps, sigmaMin, sigmaMax }: Ramp): E.Either<Refused, number> => {
  const right = 'finite numbers with 0 < sigma min < sigma max'
  const levels = `sigma min ${sigmaMin} and sigma max ${sigmaMax}`
  return Number.isFinite(sigmaMin) && Number.isFinite(sigmaMax) && 0 < sigmaMin && sigmaMin < sigmaMax
    ? checkedSteps(subject, steps)
    : refuse(subject, levels, right)
}

/**
 * The list with a 0 behind it, unless asked not to. Refused where it overflows, or where neighbours coincide: levels
 * too close for it.
 */
export const endingAtZero = (
  subject: string,
  sigmas: readonly number[],
  endAtZero = true,
): E.Either<Refused, readonly number[]> => checkFalling(subject, endAtZero ? [...sigmas, 0] : sigmas)
