import {
  type Carry,
  type Controller,
  chain,
  checked,
  choose,
  type Denoised,
  denoiseAt,
  fromNoise,
  type Interval,
  type Latent,
  type Later,
  moved,
  type Plan,
  type Refused,
  type Shape,
  type Stage,
  type Step,
  stage,
  toZero,
} from '@sigmastream/core'
import { exponential } from '@sigmastream/core/schedules'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { secondOrder, thirdOrder, threeEvaluations } from './parts/dpm-solver.js'
import { type PidGains, type PidState, propose } from './parts/pid.js'
import { outside } from './parts/refusing.js'
import { earlier, lineTo } from './parts/update.js'

/**
 * The private state of the adaptive solver: how far it is (`time` = -log sigma), its controller, and what it has
 * counted.
 */
export interface AdaptiveState {
  readonly time: number
  readonly pid: PidState
  /** The lower-order result of the last accepted step, by which errors are scaled; `null` before the first. */
  readonly lower: Latent | null
  readonly accepted: number
  readonly rejected: number
}

/**
 * `relative` and `absolute` are the tolerances; `firstStep` is in log sigma. A 0 ends the run unless `endAtZero` is
 * false.
 */
export interface AdaptiveOptions {
  readonly sigmaMin: number
  readonly sigmaMax: number
  readonly relative?: number
  readonly absolute?: number
  readonly firstStep?: number
  readonly gains?: PidGains
  readonly endAtZero?: boolean
}

const defaultGains: PidGains = { proportional: 0, integral: 1, derivative: 0, acceptSafety: 0.81 }

/**
 * sqrt(mean(((low - high) / max(absolute, relative max(|low|, |before|)))^2)): 1 is just tolerable. One error for the
 * whole batch.
 */
export const errorOf = (low: Latent, high: Latent, before: Latent, relative: number, absolute: number): number => {
  const { length } = low.data
  let sum = 0
  for (let i = 0; i < length; i++) {
    const l = low.data[i]! // index below the length that low, high and before share
    const scale = Math.max(absolute, relative * Math.max(Math.abs(l), Math.abs(before.data[i]!))) // as above
    sum += ((l - high.data[i]!) / scale) ** 2 // as above
  }
  return Math.sqrt(sum / length)
}

/** Compares the second-order with the third-order result, and moves there or holds. */
const judge = ({
  relative = 0.05,
  absolute = 0.0078,
  gains = defaultGains,
}: AdaptiveOptions): Stage<Denoised<AdaptiveState>, Carry<AdaptiveState>> =>
  stage(
    'judge',
    (flow, { at }) => {
      const { slot } = flow
      const [start, third, twoThirds] = [earlier(flow, 2), earlier(flow, 1), earlier(flow, 0)]
      const low = secondOrder(start, third, at, 1 / 3)
      const high = thirdOrder(start, twoThirds, at)
      const { accepted, state: pid } = propose(
        slot.pid,
        errorOf(low, high, slot.lower ?? start.x, relative, absolute),
        3,
        gains,
      )
      return accepted
        ? {
            ...moved(flow, high),
            slot: { ...slot, pid, lower: low, time: -Math.log(at.to), accepted: slot.accepted + 1 },
          }
        : { ...moved(flow, start.x), held: true, slot: { ...slot, pid, rejected: slot.rejected + 1 } }
    },
    3,
  )

const stepOf = (options: AdaptiveOptions): Step<AdaptiveState> =>
  choose(
    toZero,
    chain(
      denoiseAt<AdaptiveState>('denoise', ({ from }) => from),
      lineTo(({ to }) => to),
    ),
    chain(threeEvaluations<AdaptiveState>(), judge(options)),
  )

/** More steps than any useful run: tolerances below what float32 can tell are never met. */
const mostSteps = 10_000

const controllerFor =
  ({ sigmaMin, endAtZero = true }: AdaptiveOptions): Controller<AdaptiveState> =>
  ({ slot: { time, pid } }, previous) => {
    const end = -Math.log(sigmaMin)
    const index = previous === null ? 0 : previous.index + 1
    if (index >= mostSteps) throw new Error(`${mostSteps} steps do not reach sigma ${sigmaMin}; give larger tolerances`)
    const from = Math.exp(-time)
    if (time < end - 1e-5) return { index, from, to: Math.exp(-Math.min(end, time + pid.h)) }
    return endAtZero && previous?.to !== 0 ? { index, from, to: 0 } : null
  }

const badOptions = ({ relative = 0.05, absolute = 0.0078, firstStep = 0.05 }: AdaptiveOptions): Refused | null =>
  outside('dpm-adaptive', 'a relative tolerance of', relative, 1e-12) ??
  outside('dpm-adaptive', 'an absolute tolerance of', absolute, 1e-12) ??
  outside('dpm-adaptive', 'a first step of', firstStep, 1e-12)

/**
 * DPM-Solver-23 with adaptive steps: k-diffusion `sample_dpm_adaptive` (order 3, eta 0). A plan rather than a step,
 * because the intervals are its own: a controller reads the error estimate from the slot. `carry.slot` reports accepted
 * and rejected steps. Refused: levels that are not 0 < sigmaMin < sigmaMax, a first step or tolerances that are not
 * above 0. `StageFailed` where 10 000 steps do not suffice.
 */
export const dpmAdaptive = (options: AdaptiveOptions, shape: Shape): E.Either<Refused, Plan<AdaptiveState>> => {
  const { sigmaMin, sigmaMax, firstStep = 0.05 } = options
  const intervals = controllerFor(options)
  const later = (fraction: number): Later<AdaptiveState> => {
    const from = sigmaMax ** (1 - fraction) * sigmaMin ** fraction
    const slot = {
      time: -Math.log(from),
      pid: { h: firstStep, inverseErrors: null },
      lower: null,
      accepted: 0,
      rejected: 0,
    }
    const first: Interval = { index: 0, from, to: Math.max(sigmaMin, from * Math.exp(-firstStep)) }
    return { intervals, first, slot }
  }
  const { first, slot } = later(0)
  return pipe(
    exponential({ steps: 1, sigmaMin, sigmaMax }),
    E.flatMap(() => {
      const bad = badOptions(options)
      return bad === null ? E.right(undefined) : E.left(bad)
    }),
    E.flatMap(() =>
      checked({
        shape,
        step: stepOf(options),
        intervals,
        steps: Infinity,
        start: fromNoise(first, shape, slot),
        later,
      }),
    ),
  )
}
