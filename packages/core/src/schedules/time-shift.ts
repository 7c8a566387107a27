import { type Refusable, type Refused, refusal } from '../errors.js'

/**
 * A map of the time of a flow model onto itself that rises and leaves 0 and 1 where they are: `timeAt` an even time, and
 * back. It says where of a run the steps are: towards the noise, the longer a piece is.
 */
export interface TimeShift extends Refusable {
  readonly name: string
  readonly timeAt: (even: number) => number
  /** `timeAt` in float32, each operation rounded as PyTorch rounds it; where it is left out, the rounded `timeAt`. */
  readonly float32At?: (even: number) => number
  /** Of a time that is none of the shift's: below 0 or above 1. */
  readonly evenAt: (time: number) => number
}

/** The least and the most of what depends on a length, and the two lengths, in latent frames, where it is that. */
export interface ByLength {
  readonly length?: number
  readonly lengths?: readonly [least: number, most: number]
}

/** Whether a number is one that a length or a factor can be. */
export const isAbove0 = (value: number): boolean => Number.isFinite(value) && value > 0

/** What is wrong with a length and the lengths that it lies between. */
export const lengthFault = (name: string, length: number, [least, most]: readonly [number, number]): Refused | null => {
  if (!isAbove0(length)) return refusal(name, `length ${length}`, 'a finite number of frames above 0')
  return isAbove0(least) && Number.isFinite(most) && least < most
    ? null
    : refusal(name, `lengths ${least} and ${most}`, 'two finite numbers of frames above 0, the lower first')
}

/** What a shift carries of what is wrong with it. */
export const refusedBy = (fault: Refused | null): Refusable => (fault === null ? {} : { refusal: fault })

/** A value, no less than one bound and no more than another. */
export const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value))

/** Sigma times alpha, as a map of times. */
export const timesAlpha = (alpha: number): Pick<TimeShift, 'timeAt' | 'evenAt'> => ({
  timeAt: (even) => (alpha * even) / (1 + (alpha - 1) * even),
  evenAt: (time) => time / (alpha - (alpha - 1) * time),
})
