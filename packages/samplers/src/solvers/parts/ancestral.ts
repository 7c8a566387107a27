import { addNoise, chain, type Interval, type Levels, type Refused, type Step, withInterval } from '@sigmastream/core'
import { outside, withRefusal } from './with-refusal.js'

/** The lane of the noise that ends an ancestral step. */
export const ancestralLane = 'ancestral'

/** `eta` 0 is deterministic, 1 fully ancestral; `noise` inflates what is added (k-diffusion's `s_noise`). */
export interface Ancestral {
  readonly eta?: number
  readonly noise?: number
}

/** How a step to `to` splits: down to `down`, then noise of deviation `up`, with down^2 + up^2 = to^2. */
export interface Split {
  readonly down: number
  readonly up: number
}

/** k-diffusion `get_ancestral_step`; Song et al. 2020 (DDIM), eq. 16, in sigma space. */
export const ancestralSplit = ({ from, to }: Levels, eta: number): Split => {
  const up = Math.min(to, eta * Math.sqrt((to ** 2 * (from ** 2 - to ** 2)) / from ** 2))
  return { down: Math.sqrt(Math.max(0, to ** 2 - up ** 2)), up }
}

/** The split of a run that goes no lower than `least`: where it would aim below, it aims there, with so much less noise. */
export const splitAbove = (at: Levels, eta: number, least: number): Split => {
  if (eta === 0) return { down: at.to, up: 0 }
  const split = ancestralSplit(at, eta)
  return split.down >= least ? split : { down: least, up: Math.sqrt(Math.max(0, at.to ** 2 - least ** 2)) }
}

/** What is wrong with options: eta and noise must be finite and not negative, and eta at most `most`. */
export const badAncestral = ({ eta = 1, noise = 1 }: Ancestral, most = Infinity): Refused | null =>
  outside('stochastic sampling', 'eta', eta, 0, most) ?? outside('stochastic sampling', 'noise', noise, 0)

/** `inner` down to the lower level of the split, then the noise that brings x up to the end of the interval. */
export const splitStep = (splitOf: (at: Interval) => Split, noise: number, inner: Step): Step =>
  chain(
    withInterval((at) => ({ ...at, to: splitOf(at).down }), inner),
    addNoise(ancestralLane, (at) => {
      const { up } = splitOf(at)
      return up === 0 ? null : { scale: noise * up, at }
    }),
  )

/**
 * A deterministic step made ancestral: it aims at a lower sigma, and noise brings it back up.
 *
 * ```text
 * up   = min(to, eta sqrt(to^2 (from^2 - to^2) / from^2))
 * down = sqrt(to^2 - up^2)
 * x'   = inner(x; from to down) + noise up eps
 * ```
 *
 * eps from the lane `ancestral`; nothing is drawn at `to` = 0 or eta 0. Latents `[batch, channels, frames]`. Refused:
 * eta or noise negative or not finite.
 * Law: denoiser calls are those declared, and noise is drawn as declared.
 * Source: k-diffusion `get_ancestral_step`; Song et al. 2020 (DDIM), eq. 16, in sigma space. Noise before a step:
 * {@link withChurn}.
 *
 * @example
 * ```ts
 * import { ancestral, heun } from '@sigmastream/samplers'
 *
 * const mine = ancestral({ eta: 0.5 }, heun())
 * console.log(mine.draws({ index: 0, of: 2, from: 4, to: 1 }).join()) // ancestral
 * console.log(ancestral({ eta: -1 }, heun()).check({ shape: [1, 1, 1], steps: 2 })?.wrong) // eta -1
 * ```
 */
export const ancestral = ({ eta = 1, noise = 1 }: Ancestral, inner: Step): Step =>
  withRefusal(
    badAncestral({ eta, noise }),
    splitStep((at) => ancestralSplit(at, eta), noise, inner),
  )
