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

/** What a schedule of flow times is made of: it begins at pure noise unless it is told where, for so many frames. */
interface Descent {
  readonly steps: number
  readonly sigmaMax?: number
  readonly sigmaMin?: number
  readonly frames: number
}

type ShiftOf = (frames: number) => TimeShift

const evenTimes: ShiftOf = () => fluxShift({ alpha: 1 })
const full: ShiftOf = (frames) => fullShift({ length: frames })

const shiftedBy =
  (shift: ShiftOf) =>
  ({ frames, ...parts }: Descent): Schedule =>
    shiftedTimes({ ...parts, shift: shift(frames) })

const fromLevel =
  (shift: ShiftOf) =>
  ({ frames, ...parts }: Descent): Schedule =>
    shiftedFromLevel({ ...parts, shift: shift(frames) })

/** Schedules of flow times, by what they are even in, which know where they end. */
export const descents = {
  'linear-time': shiftedBy(evenTimes),
  'linear-quadratic': linearQuadratic,
  'log-snr': logSnr,
  'log-snr-shift': shiftedBy(() => logSnrShift()),
  'log-snr-shift-from-level': fromLevel(() => logSnrShift()),
  'flux-shift': shiftedBy(() => fluxShift()),
  'flux-shift-from-level': fromLevel(() => fluxShift()),
  'full-shift': shiftedBy(full),
  'full-shift-from-level': fromLevel(full),
} satisfies Readonly<Record<string, (parts: Descent) => Schedule>>

/** Every schedule by name. */
export const scheduleNames = { ...ramps, ...descents, vp }

/** The name of a schedule. */
export type ScheduleName = keyof typeof scheduleNames

/** Whether a schedule is made between two levels. */
export const isRamp = (schedule: ScheduleName): schedule is keyof typeof ramps => schedule in ramps
