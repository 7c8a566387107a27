import { type Refused, refusal, type Step } from '@sigmastream/core'

/** The step, refused before any run for what its options are; `null` is nothing against them. */
export const withRefusal = (refused: Refused | null, step: Step): Step =>
  refused === null ? step : { ...step, check: () => refused }

/** The refusal of a number that is not finite and between `least` and `most`. */
export const outside = (
  subject: string,
  name: string,
  value: number,
  least: number,
  most = Infinity,
): Refused | null =>
  Number.isFinite(value) && least <= value && value <= most
    ? null
    : refusal(
        subject,
        `${name} ${value}`,
        most === Infinity ? `a finite number of at least ${least}` : `a number from ${least} to ${most}`,
      )
