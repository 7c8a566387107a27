import { type Refused, refusal, type Step } from '@sigmastream/core'
import { karras } from '@sigmastream/core/schedules'
import { type Sampler, sampler } from '../sampler.js'
import { heun } from './heun.js'
import { refusedUnlessListed, withJumps } from './parts/jump-up.js'
import type { Detour, DetoursOf } from './parts/jumps.js'
import { outside, withRefusal } from './parts/with-refusal.js'

/**
 * A way back up: where a run comes down to the level nearest `low`, it goes up to the level nearest `high` and down again,
 * `times` over; in `steps` as Karras et al. space them, or by the levels of the list.
 */
export interface Jump {
  readonly low: number
  readonly high: number
  readonly times?: number
  readonly steps?: number
}

/** Where a run jumps back, and how much noise is added there: `noise` inflates it (k-diffusion's `s_noise`). */
export interface Restart {
  readonly jumps?: readonly Jump[]
  readonly noise?: number
}

/** The place of the sigma nearest to a level. */
const nearest = (sigmas: readonly number[], level: number): number =>
  sigmas.reduce(
    (best, sigma, i) => (Math.abs(sigma - level) < Math.abs((sigmas[best] ?? Infinity) - level) ? i : best),
    0,
  )

/** The detours of one jump, all of its times; none where the list has no level above. */
const detoursOf = (sigmas: readonly number[], { low, high, times = 1, steps }: Jump): readonly Detour[] => {
  const bottom = nearest(
    sigmas.filter((sigma) => sigma > 0),
    low,
  )
  const top = nearest(sigmas.slice(0, bottom), high)
  const [sigmaMax, sigmaMin] = [sigmas[top], sigmas[bottom]]
  if (bottom === 0 || sigmaMax === undefined || sigmaMin === undefined) return []
  const between = karras({ steps: (steps ?? 1) + 1, sigmaMin, sigmaMax, endAtZero: false }).sigmas.slice(1, -1)
  const levels = steps === undefined ? sigmas.slice(top, bottom + 1) : [sigmaMax, ...between, sigmaMin]
  return Array.from({ length: times }, () => ({ bottom, levels }))
}

const ofAll =
  (jumps: readonly Jump[]): DetoursOf =>
  (sigmas) =>
    jumps.flatMap((jump) => detoursOf(sigmas, jump))

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

const bad = ({ jumps, noise }: Required<Restart>, inner: Step): Refused | null =>
  outside('restart', 'noise', noise, 0) ??
  jumps.map(badJump).find((refused) => refused !== null) ??
  refusedUnlessListed('restart', inner)

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
 * jump. eps from the lane `restart`. Noise is drawn by the pass: what is gone over again has other noise than the first
 * time, when it has that of the run without jumps. Past evaluations go with a jump. Latents `[batch, channels, frames]`. Refused: a jump that does not rise, times or steps that are not
 * whole, noise negative or not finite, a sampler that finds its own intervals.
 * Laws: resuming from any frame gives the rest of the run, bit for bit; the first pass draws what the run without jumps
 * draws, and no noise is drawn twice.
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
  withRefusal(bad({ jumps, noise }, inner), withJumps(ofAll(jumps), 'restart', noise, inner))

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
