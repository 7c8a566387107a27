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
  risingTimes,
  type Schedule,
  scaledTimes,
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
interface DescentParts {
  readonly steps: number
  readonly sigmaMax?: number
  readonly sigmaMin?: number
  readonly frames: number
  readonly alpha?: number
}

type ShiftOf = (parts: Pick<DescentParts, 'frames' | 'alpha'>) => TimeShift

const evenTimes: ShiftOf = () => fluxShift({ alpha: 1 })
const flux: ShiftOf = ({ alpha }) => fluxShift(alpha === undefined ? {} : { alpha })
const full: ShiftOf = ({ frames }) => fullShift({ length: frames })

const shiftedBy =
  (shift: ShiftOf) =>
  (parts: DescentParts): Schedule =>
    shiftedTimes({ ...parts, shift: shift(parts) })

const fromLevel =
  (shift: ShiftOf) =>
  (parts: DescentParts): Schedule =>
    shiftedFromLevel({ ...parts, shift: shift(parts) })

/** What a recipe may say of a schedule beside its steps. */
type SchedulePart = 'sigmaMin' | 'sigmaMax' | 'shift'

/** A schedule that knows where it ends, and what of it a recipe may still say. */
interface Descent {
  readonly of: (parts: DescentParts) => Schedule
  readonly takes: readonly SchedulePart[]
}

const descent = (of: Descent['of'], ...takes: Descent['takes']): Descent => ({ of, takes })

/** Schedules that know where they end: those of flow times, by what they are even in, and the one of a fixed range. */
export const descents = {
  'linear-time': descent(shiftedBy(evenTimes), 'sigmaMax'),
  'linear-quadratic': descent(linearQuadratic, 'sigmaMax'),
  'log-snr': descent(logSnr, 'sigmaMin', 'sigmaMax'),
  'log-snr-shift': descent(
    shiftedBy(() => logSnrShift()),
    'sigmaMax',
  ),
  'log-snr-shift-from-level': descent(
    fromLevel(() => logSnrShift()),
    'sigmaMax',
  ),
  'log-snr-shift-scaled': descent((parts) => scaledTimes({ ...parts, shift: logSnrShift() }), 'sigmaMax'),
  'log-snr-shift-rising': descent((parts) => risingTimes({ ...parts, shift: logSnrShift() }), 'sigmaMax'),
  'flux-shift': descent(shiftedBy(flux), 'sigmaMax', 'shift'),
  'flux-shift-from-level': descent(fromLevel(flux), 'sigmaMax', 'shift'),
  'full-shift': descent(shiftedBy(full), 'sigmaMax'),
  'full-shift-from-level': descent(fromLevel(full), 'sigmaMax'),
  vp: descent(({ steps }) => vp({ steps })),
} satisfies Readonly<Record<string, Descent>>

/** Every schedule by name. */
export const scheduleNames = { ...ramps, ...descents }

/** The name of a schedule. */
export type ScheduleName = keyof typeof scheduleNames

/** What a recipe calls a schedule that it lists, sigma by sigma. */
export const listName = 'list'

/** Whether a schedule is made between two levels. */
export const isRamp = (schedule: ScheduleName): schedule is keyof typeof ramps => schedule in ramps

/** What a recipe may say of a schedule beside its steps. */
export const fieldsOfSchedule = (schedule: ScheduleName): readonly SchedulePart[] =>
  isRamp(schedule) ? ['sigmaMin', 'sigmaMax'] : descents[schedule].takes

/** Whether a recipe may say that of a schedule. */
export const takes = (schedule: ScheduleName, part: SchedulePart): boolean => fieldsOfSchedule(schedule).includes(part)
