import { either as E } from 'fp-ts'
import { breath } from '../../breath.js'
import { messageOf } from '../../errors.js'
import type { Interval } from '../../interval.js'
import { mustBeLatent, mustBeWhole } from '../../latent.js'
import { firstNonFinite } from '../../numerics/combine.js'
import { sameShape } from '../../shape.js'
import type { Carry, Denoised, Evaluation } from '../carry.js'
import type { Stage } from '../stage.js'

/**
 * Asks the denoiser at a sigma of the interval, and puts the evaluation first on `past`. x does not move.
 *
 * ```text
 * evaluation = { sigma, x, denoised: D(x, sigma) },   sigma = sigmaOf(at)
 * ```
 *
 * One call. x and the answer are latents `[batch, channels, frames]` of one shape. Nothing is refused. Errors:
 * `NonFinite` (of x, or of the answer), `DenoiserFailed`, `ShapeMismatch`, `Aborted` where the signal ended the call.
 * Law: no denoiser call starts after an abort. At the start of the interval: {@link denoise}.
 *
 * @example
 * ```ts
 * import { chain, denoise, denoiseAt, eulerTo, type Levels, score } from '@sigmastream/core'
 *
 * const middle = ({ from, to }: Levels) => Math.sqrt(from * to)
 * const twice = chain(denoise, score, eulerTo(middle), denoiseAt(middle, 'denoise(middle)'))
 * console.log(twice.name) // denoise > score > eulerTo > denoise(middle)
 * console.log(twice.calls({ index: 0, of: 1, from: 4, to: 1 })) // 2
 * ```
 */
export const denoiseAt = (sigmaOf: (at: Interval) => number, name = 'denoiseAt'): Stage<Carry, Denoised> => ({
  name,
  memory: 0,
  calls: () => 1,
  draws: () => [],
  check: () => null,
  run: (carry, env) => async () => {
    const step = env.at.index
    const sigma = sigmaOf(env.at)
    const due = breath()
    if (due !== null) await due
    if (env.signal.aborted) return E.left({ _tag: 'Aborted', step })
    const before = firstNonFinite(carry.x)
    if (before !== null) return E.left({ _tag: 'NonFinite', step, where: 'what came before the denoiser', ...before })
    try {
      const denoised = mustBeLatent(await env.denoiser(carry.x, sigma, env.signal))
      const { shape } = carry.x
      if (!sameShape(denoised.shape, shape))
        return E.left({ _tag: 'ShapeMismatch', step, where: 'the denoiser', expected: shape, actual: denoised.shape })
      const strange = firstNonFinite(mustBeWhole(denoised))
      if (strange !== null) return E.left({ _tag: 'NonFinite', step, where: 'the denoiser', ...strange })
      const evaluation: Evaluation = { sigma, x: carry.x, denoised }
      const past = [evaluation, ...carry.past]
      return E.right({ phase: 'denoised', x: carry.x, past, slot: carry.slot, evaluation })
    } catch (cause) {
      return E.left(
        env.signal.aborted
          ? { _tag: 'Aborted', step }
          : { _tag: 'DenoiserFailed', step, sigma, message: messageOf(cause), cause },
      )
    }
  },
})

/**
 * Asks the denoiser at the sigma that the interval starts from: the first stage of every sampler.
 *
 * ```text
 * evaluation = { sigma: from, x, denoised: D(x, from) }
 * ```
 *
 * One call; latents and errors are those of {@link denoiseAt}. Next comes {@link score}, or {@link multistepUpdate}.
 *
 * @example
 * ```ts
 * import { carryAt, constant, denoise, orThrow } from '@sigmastream/core'
 * import { pointDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 *
 * const engine = { denoiser: pointDenoiser(constant([1, 1, 1], 0.5)), noise: keyed(7) }
 * const env = { ...engine, at: { index: 0, of: 1, from: 4, to: 1 }, signal: new AbortController().signal }
 * const { phase, x, past } = orThrow(await denoise.run(carryAt(constant([1, 1, 1], 8)), env)())
 * console.log(phase, x.data[0], past[0]?.sigma, past[0]?.denoised.data[0]) // denoised 8 4 0.5
 * ```
 */
export const denoise: Stage<Carry, Denoised> = denoiseAt(({ from }) => from, 'denoise')
