import type { Denoiser, Step } from '@sigmastream/core'

/** The denoiser, told that the unconditional estimate is wanted. */
const withUnconditional =
  (denoiser: Denoiser): Denoiser =>
  async (x, sigma, signal, context) => {
    const answer = await denoiser(x, sigma, signal, { slot: context?.slot ?? null, unconditional: true })
    if (answer.unconditional === undefined)
      throw new Error('CFG++ needs the unconditional estimate; give a guided denoiser, as guidedDenoiser makes one')
    return answer
  }

/**
 * CFG++, a switch for any sampler: x goes on from the guided estimate with the noise that the unconditional estimate
 * leaves, in place of the noise of the guided one. Scales are small: 0 to 1, and 0.6 where 7.5 is usual without it.
 *
 * ```text
 * x~ = D + (x - Du)           where the denoiser was asked, D guided, Du unconditional
 * x' = inner(x~; D)           so Euler's step is D + (to / from) (x - Du)
 * ```
 *
 * Both branches are computed at every call, at scale 1 too. Latents `[batch, channels, frames]`. Refused: what `inner`
 * is. Errors: `DenoiserFailed` where the denoiser is not a guided one.
 * Laws: at scale 0 it is the sampler on the unconditional model, bit for bit; at 1 a step of one call lands on the
 * conditional estimate plus `to` times the unconditional noise; where each branch always gives the same answer, a solver
 * that extrapolates the denoised lands where Euler's does. There is no order of convergence: the move from x to x~ does
 * not shrink with the steps.
 * Source: Chung et al. 2024 (CFG++), alg. 2; ComfyUI `sample_euler_cfg_pp` and its kin. {@link guidedDenoiser} is what
 * it asks.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run, startAt } from '@sigmastream/core'
 * import { keyed } from '@sigmastream/core/noise'
 * import { type ConditionalDenoiser, euler, guidedDenoiser, withCfgpp } from '@sigmastream/samplers'
 *
 * const model: ConditionalDenoiser<number> = async (x, _, labels) => labels.map((label) => constant(x.shape, label))
 * const denoiser = guidedDenoiser(model, { toward: 3, away: 1, scale: 1 })
 * const one = startAt(plan({ step: withCfgpp(euler()), schedule: [4, 1], shape: [1, 1, 1] }), constant([1, 1, 1], 9))
 * const { x } = orThrow(await run(one, { denoiser, noise: keyed(7) })())
 * console.log(x.data[0]) // 5
 * ```
 */
export const withCfgpp = (inner: Step): Step => ({
  ...inner,
  name: `cfg++(${inner.name})`,
  run: (carry, env) => inner.run(carry, { ...env, denoiser: withUnconditional(env.denoiser) }),
})
