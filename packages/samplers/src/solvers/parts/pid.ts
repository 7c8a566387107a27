/**
 * The state of the step-size controller: the log-step `h` to try, and the inverse errors of the last steps (`null`
 * before the first).
 */
export interface PidState {
  readonly h: number
  readonly inverseErrors: readonly [now: number, last: number, beforeLast: number] | null
}

/** The gains of the controller, and the factor above which a step is accepted. */
export interface PidGains {
  readonly proportional: number
  readonly integral: number
  readonly derivative: number
  readonly acceptSafety: number
}

/** The limiter keeps the factor between 1 - pi/4 and 1 + pi/2. */
const limitFactor = (factor: number): number => 1 + Math.atan(factor - 1)

/**
 * What the controller makes of an error estimate (1 is just tolerable) of a solver of `order`: whether the step is
 * accepted, and the next state. k-diffusion `PIDStepSizeController`; Hairer and Wanner, Solving ODEs II, IV.2.
 */
export const propose = (
  { h, inverseErrors }: PidState,
  error: number,
  order: number,
  { proportional, integral, derivative, acceptSafety }: PidGains,
): { readonly accepted: boolean; readonly state: PidState } => {
  const now = 1 / (error + 1e-8)
  const [, last, beforeLast] = inverseErrors ?? [now, now, now]
  const factor = limitFactor(
    now ** ((proportional + integral + derivative) / order) *
      last ** (-(proportional + 2 * derivative) / order) *
      beforeLast ** (derivative / order),
  )
  const accepted = factor >= acceptSafety
  return { accepted, state: { h: h * factor, inverseErrors: accepted ? [now, now, last] : [now, last, beforeLast] } }
}
