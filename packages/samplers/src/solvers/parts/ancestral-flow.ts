import type { Levels, Step } from '@sigmastream/core'
import { type Ancestral, badAncestral, type Split, splitStep } from './ancestral.js'
import { withRefusal } from './with-refusal.js'

/** t_down = t' (1 - q) with q = eta (1 - t' / t), said in sigmas: at eta 0 it is `to` itself. */
const flowSplit = ({ from, to }: Levels, eta: number): Split => {
  const q = (eta * (from - to)) / (from * (1 + to))
  const down = (to * (1 - q)) / (1 + to * q)
  return { down, up: Math.sqrt((to - down) * (to + down)) }
}

/**
 * A deterministic step made ancestral in the time of flow models: it aims at a lower t, and noise brings it back up.
 *
 * ```text
 * t_down = t' (1 - eta (1 - t' / t)),   t = sigma / (1 + sigma)
 * down   = t_down / (1 - t_down),       up = sqrt(to^2 - down^2)
 * x'     = inner(x; from to down) + noise up eps
 * ```
 *
 * It keeps more of x than {@link ancestral}: half of it from t = 1, where the other one keeps nothing, and about as much at
 * small sigmas. eps from the lane `ancestral`; nothing is drawn at `to` = 0 or eta 0. Latents `[batch, channels, frames]`.
 * Refused: eta outside 0..1, noise negative or not finite.
 * Law: denoiser calls are those declared, and noise is drawn as declared.
 * Source: ComfyUI `sample_euler_ancestral_RF`; diffusers `LTXEulerAncestralRFScheduler`.
 *
 * @example
 * ```ts
 * import { ancestralFlow, heunFlow } from '@sigmastream/samplers'
 *
 * const mine = ancestralFlow({ eta: 0.5 }, heunFlow())
 * console.log(mine.draws({ index: 0, of: 2, from: 4, to: 1 }).join()) // ancestral
 * console.log(ancestralFlow({ eta: 2 }, heunFlow()).check({ shape: [1, 1, 1], steps: 2 })?.wrong) // eta 2
 * ```
 */
export const ancestralFlow = ({ eta = 1, noise = 1 }: Ancestral, inner: Step): Step =>
  withRefusal(
    badAncestral({ eta, noise }, 1),
    splitStep((at) => flowSplit(at, eta), noise, inner),
  )
