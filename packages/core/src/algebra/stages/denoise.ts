import { either as E } from 'fp-ts'
import { breath } from '../../breath.js'
import { messageOf, type SampleError } from '../../errors.js'
import type { Interval } from '../../interval.js'
import { type Latent, mustBeLatent, mustBeWhole } from '../../latent.js'
import { firstNonFinite } from '../../numerics/combine.js'
import { type Shape, sameShape } from '../../shape.js'
import type { Carry, Denoised } from '../carry.js'
import { evaluationOf } from '../evaluation.js'
import type { Stage } from '../stage.js'

/** What is wrong with a latent that the denoiser gave at a step; `null` is nothing. */
const faultIn = (given: Latent, shape: Shape, step: number, where: string): SampleError | null => {
  if (!sameShape(given.shape, shape))
    return { _tag: 'ShapeMismatch', step, where, expected: shape, actual: given.shape }
  const strange = firstNonFinite(mustBeWhole(given))
  return strange === null ? null : { _tag: 'NonFinite', step, where, ...strange }
}

/**
 * Asks the denoiser at a sigma of the interval, and puts the evaluation first on `past`. x does not move, except under
 * CFG++.
 *
 * ```text
 * evaluation = { sigma, x, denoised: D(x, sigma) },   sigma = sigmaOf(at)
 * x'         = x, or where the answer names its unconditional estimate u: x + D - u
 * ```
 *
 * One call, which is told the state that guidance left in the newest evaluation. x and the answer are latents
 * `[batch, channels, frames]` of one shape. Nothing is refused. Errors: `NonFinite` (of x, or of the answer),
 * `DenoiserFailed`, `ShapeMismatch`, `Aborted` where the signal ended the call.
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
      const context = { slot: carry.past[0]?.slot ?? null, unconditional: false }
      const answer = mustBeLatent(await env.denoiser(carry.x, sigma, env.signal, context))
      const { unconditional } = answer
      const fault =
        faultIn(answer, carry.x.shape, step, 'the denoiser') ??
        (unconditional === undefined
          ? null
          : faultIn(mustBeLatent(unconditional), carry.x.shape, step, 'the unconditional estimate of the denoiser'))
      if (fault !== null) return E.left(fault)
      const evaluation = evaluationOf(sigma, carry.x, answer)
      const past = [evaluation, ...carry.past]
      return E.right({ phase: 'denoised', x: evaluation.x, past, slot: carry.slot, evaluation })
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
