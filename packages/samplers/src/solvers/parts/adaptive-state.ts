import { type Latent, slotLens } from '@sigmastream/core'
import type { PidState } from './pid.js'

/**
 * The private state of the adaptive solver: how far it is (`time` = -log sigma), its controller, and what it has
 * counted.
 */
export interface AdaptiveState {
  readonly time: number
  /** The smallest sigma of the run above 0. */
  readonly least: number
  readonly pid: PidState
  /** The lower-order result of the last accepted step, by which errors are scaled; `null` before the first. */
  readonly lower: Latent | null
  readonly accepted: number
  readonly rejected: number
}

/** The state at a level, before the first step from there. */
export const stateAt = (sigma: number, firstStep: number, least: number): AdaptiveState => ({
  time: -Math.log(sigma),
  least,
  pid: { h: firstStep, inverseErrors: null },
  lower: null,
  accepted: 0,
  rejected: 0,
})

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const isPid = (pid: unknown): boolean =>
  isObject(pid) &&
  'h' in pid &&
  typeof pid.h === 'number' &&
  'inverseErrors' in pid &&
  (pid.inverseErrors === null ||
    (Array.isArray(pid.inverseErrors) &&
      pid.inverseErrors.length === 3 &&
      pid.inverseErrors.every((one) => typeof one === 'number')))

const isLatent = (latent: unknown): boolean => isObject(latent) && 'shape' in latent && 'data' in latent

/** Whether a value is a state of the adaptive solver: a checkpoint may come from a file. */
const isAdaptiveState = (state: unknown): state is AdaptiveState =>
  isObject(state) &&
  'time' in state &&
  typeof state.time === 'number' &&
  'least' in state &&
  typeof state.least === 'number' &&
  'accepted' in state &&
  typeof state.accepted === 'number' &&
  'rejected' in state &&
  typeof state.rejected === 'number' &&
  'lower' in state &&
  (state.lower === null || isLatent(state.lower)) &&
  'pid' in state &&
  isPid(state.pid)

/** Where a carry has the state. */
export const adaptive = slotLens<AdaptiveState>('dpm-adaptive', isAdaptiveState)
