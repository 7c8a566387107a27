import { either as E } from 'fp-ts'
import { messageOf } from '../../errors.js'
import type { Interval } from '../../interval.js'
import { firstNonFinite } from '../../numerics/combine.js'
import { sameShape, showShape, sizeOf } from '../../shape.js'
import type { Carry, Denoised, Evaluation } from '../carry.js'
import type { Stage } from '../stage.js'

/**
 * Asks the denoiser at the sigma that `sigmaOf` reads off the interval, and pushes the evaluation on `past`. One call.
 * Errors: `NonFinite` (of x, or of the answer), `DenoiserFailed`, `ShapeMismatch`, `Aborted` where the signal ended the
 * call.
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
    if (env.signal.aborted) return E.left({ _tag: 'Aborted', step })
    const before = firstNonFinite(carry.x)
    if (before !== null) return E.left({ _tag: 'NonFinite', step, where: 'what came before the denoiser', ...before })
    try {
      const denoised = await env.denoiser(carry.x, sigma, env.signal)
      const { shape } = carry.x
      if (!sameShape(denoised.shape, shape))
        return E.left({ _tag: 'ShapeMismatch', step, where: 'the denoiser', expected: shape, actual: denoised.shape })
      if (denoised.data.length !== sizeOf(shape))
        throw new Error(`${denoised.data.length} values for a shape of ${showShape(shape)}`)
      const strange = firstNonFinite(denoised)
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

/** `denoiseAt` the sigma that the interval starts from: the first stage of every sampler. */
export const denoise: Stage<Carry, Denoised> = denoiseAt(({ from }) => from, 'denoise')
