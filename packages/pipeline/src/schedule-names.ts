import {
  beta,
  exponential,
  fluxShift,
  fullShift,
  karras,
  klOptimal,
  laplace,
  linear,
  linearQuadratic,
  logSnr,
  logSnrShift,
  polyexponential,
  type Ramp,
  type Schedule,
  sgmUniform,
  shiftedFromLevel,
  shiftedTimes,
  type TimeShift,
  vp,
} from '@sigmastream/core/schedules'

/** Schedules that are made between two levels. `normal` is what ComfyUI calls `kl-optimal` for Stable Audio Open 1.0. */
export const ramps = {
  polyexponential,
  karras,
  exponential,
  linear,
  'kl-optimal': klOptimal,
  normal: klOptimal,
  'sgm-uniform': sgmUniform,
  beta,
  laplace,
} satisfies Readonly<Record<string, (ramp: Ramp) => Schedule>>

/**
 * What a schedule of flow times is made of: it begins at pure noise unless it is told where, for so many frames; `alpha`
 * is what flux-shift multiplies every sigma by.
 */
interface Descent {
  readonly steps: number
  readonly sigmaMax?: number
  readonly sigmaMin?: number
  readonly frames: number
  readonly alpha?: number
}

type ShiftOf = (parts: Pick<Descent, 'frames' | 'alpha'>) => TimeShift

const evenTimes: ShiftOf = () => fluxShift({ alpha: 1 })
const flux: ShiftOf = ({ alpha }) => fluxShift(alpha === undefined ? {} : { alpha })
const full: ShiftOf = ({ frames }) => fullShift({ length: frames })

const shiftedBy =
  (shift: ShiftOf) =>
  (parts: Descent): Schedule =>
    shiftedTimes({ ...parts, shift: shift(parts) })

const fromLevel =
  (shift: ShiftOf) =>
  (parts: Descent): Schedule =>
    shiftedFromLevel({ ...parts, shift: shift(parts) })

/** Schedules of flow times, by what they are even in, which know where they end. */
export const descents = {
  'linear-time': shiftedBy(evenTimes),
  'linear-quadratic': linearQuadratic,
  'log-snr': logSnr,
  'log-snr-shift': shiftedBy(() => logSnrShift()),
  'log-snr-shift-from-level': fromLevel(() => logSnrShift()),
  'flux-shift': shiftedBy(flux),
  'flux-shift-from-level': fromLevel(flux),
  'full-shift': shiftedBy(full),
  'full-shift-from-level': fromLevel(full),
} satisfies Readonly<Record<string, (parts: Descent) => Schedule>>

/** Every schedule by name. */
export const scheduleNames = { ...ramps, ...descents, vp }

/** The name of a schedule. */
export type ScheduleName = keyof typeof scheduleNames

/** What a recipe calls a schedule that it lists, sigma by sigma. */
export const listName = 'list'

/** Whether a schedule is made between two levels. */
export const isRamp = (schedule: ScheduleName): schedule is keyof typeof ramps => schedule in ramps
