import {
  type Carry,
  choose,
  combine,
  draw,
  fallible,
  type Gate,
  type Interval,
  listRoute,
  type Refused,
  refusal,
  type Step,
  withX,
} from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Sampler, sampler } from '../sampler.js'
import { heun } from './heun.js'
import { goesDownLists, type Jump, withJumps } from './parts/jumps.js'
import { outside, withRefusal } from './parts/with-refusal.js'

/** Where a run jumps back, and how much noise is added there: `noise` inflates it (k-diffusion's `s_noise`). */
export interface Restart {
  readonly jumps?: readonly Jump[]
  readonly noise?: number
}

/** Back up, where the noise level rises. */
const rises: Gate = ({ from, to }) => to > from

/** The lane of a jump: a path of its own, for a second jump over the same levels has other noise. */
const laneOf = ({ index }: Interval): string => `restart at ${index}`

/** Noise from one level up to another. What was remembered belongs to the x before it, and goes. */
const jumpUp = (noise: number): Step =>
  fallible(
    'jumpUp',
    (carry: Carry, env) =>
      pipe(
        draw(env, laneOf(env.at), carry.x.shape),
        E.map((eps) => ({
          ...withX(carry, combine([1, carry.x], [noise * Math.sqrt(env.at.to ** 2 - env.at.from ** 2), eps])),
          past: [],
        })),
      ),
    { draws: (at) => [laneOf(at)] },
  )

const whole = (name: string, value: number): Refused | null =>
  Number.isSafeInteger(value) && value >= 1
    ? null
    : refusal('restart', `${name} ${value}`, 'a whole number of at least 1')

const badJump = ({ low, high, times = 1, steps = 1 }: Jump): Refused | null =>
  outside('restart', 'a jump from', low, 0) ??
  (low < high && Number.isFinite(high)
    ? null
    : refusal('restart', `a jump from ${low} to ${high}`, 'a finite level above the one it starts from')) ??
  whole('times', times) ??
  whole('steps', steps)

const bad = ({ jumps, noise }: Required<Restart>, { name, ownIntervals }: Step): Refused | null =>
  outside('restart', 'noise', noise, 0) ??
  jumps.map(badJump).find((refused) => refused !== null) ??
  (ownIntervals === undefined || goesDownLists(ownIntervals)
    ? null
    : refusal('restart', `${name}, which finds its own intervals`, 'a sampler that goes down the list'))

/** Where no jump is told. */
const usual: readonly Jump[] = [{ low: 0.1, high: 2 }]

/**
 * A sampler that jumps back: where the list comes down to a level, noise brings x up again, and it goes down once more.
 *
 * ```text
 * x' = x + noise sqrt(to^2 - from^2) eps where the noise level rises, else inner(x; from, to)
 * ```
 *
 * Errors that were made above are washed out by the noise. The list with its jumps is a list of intervals like any
 * other, of which some rise; `low` and `high` are the nearest levels of it, and a list without a level above has no
 * jump. eps from a lane of its own for every jump, so that no path of `brownian` is walked twice; past evaluations go
 * with a jump. Latents `[batch, channels, frames]`. Refused: a jump that does not rise, times or steps that are not
 * whole, noise negative or not finite, a sampler that finds its own intervals.
 * Law: resuming from any frame gives the rest of the run, bit for bit.
 * Source: Xu et al. 2023 (Restart sampling), alg. 1; stable-diffusion-webui `restart_sampler`. With Heun: {@link restart}.
 *
 * @example
 * ```ts
 * import { orThrow, plan } from '@sigmastream/core'
 * import { dpm2, withRestarts } from '@sigmastream/samplers'
 *
 * const step = withRestarts({ jumps: [{ low: 1, high: 4, times: 2 }] }, dpm2())
 * const { intervals } = orThrow(plan({ step, schedule: [8, 4, 2, 1, 0], shape: [1, 1, 1] }))
 * const levels = typeof intervals === 'function' ? [] : intervals.map(({ to }) => to)
 * console.log(levels.join(' ')) // 4 2 1 4 2 1 4 2 1 0
 * ```
 */
export const withRestarts = ({ jumps = usual, noise = 1 }: Restart, inner: Step): Step =>
  withRefusal(bad({ jumps, noise }, inner), {
    ...choose(rises, jumpUp(noise), inner),
    ownIntervals: withJumps(jumps, inner.ownIntervals ?? listRoute),
  })

/**
 * Restart: {@link heun}, and a jump back up near the end of the list, from 0.1 to 2 unless told otherwise.
 *
 * ```text
 * x' = x + noise sqrt(to^2 - from^2) eps where the noise level rises, else heun(x; from, to)
 * ```
 *
 * Two calls a step, one to 0 and none for a jump; order 2 between jumps. Latents `[batch, channels, frames]`. Refused: what
 * {@link withRestarts} refuses.
 * Law: a denoiser that always answers x0 makes a schedule that ends at 0 return x0, to rounding.
 * Source: Xu et al. 2023 (Restart sampling), alg. 1; stable-diffusion-webui `restart_sampler`.
 *
 * @example
 * ```ts
 * import { callsOf, orThrow, plan } from '@sigmastream/core'
 * import { restart } from '@sigmastream/samplers'
 *
 * const once = plan({ step: restart(), schedule: [8, 2, 0.5, 0.1, 0], shape: [1, 64, 128] })
 * console.log(orThrow(callsOf(once))) // 11
 * ```
 */
export const restart = (options: Restart = {}): Sampler =>
  sampler(
    {
      order: 2,
      family: 'Restart',
      reference: 'Xu et al. 2023 (Restart sampling), alg. 1; stable-diffusion-webui restart_sampler',
    },
    withRestarts(options, heun()),
  )
