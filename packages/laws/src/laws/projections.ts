import type { Carry, Interval, Latent, Shape, Step } from '@sigmastream/core'
import { advance } from '@sigmastream/core'
import { pointDenoiser } from '@sigmastream/core/analytic'
import fc from 'fast-check'
import { latents, seeds, shapes } from '../arbitraries/latents.js'
import { intervals } from '../arbitraries/schedules.js'
import { testNoise } from '../noise.js'
import { orThrow } from '../or-throw.js'

/** What a projection by itself is tried on. */
export interface Projection {
  readonly x: Latent
  readonly reference: Latent
  readonly masks: readonly [Latent, Latent]
  readonly at: Interval
  readonly seed: number
}

/** Latents of any finite values, large ones included, and two masks. */
export const projections = (masks: (shape: Shape) => fc.Arbitrary<Latent>): fc.Arbitrary<Projection> =>
  shapes().chain((shape) =>
    fc.record({
      x: latents(shape),
      reference: latents(shape),
      masks: fc.tuple(masks(shape), masks(shape)),
      at: intervals,
      seed: seeds,
    }),
  )

/** The x after a step without a sampler, from `carry`. */
export const projectOnce = async (step: Step, { at, seed, reference }: Projection, carry: Carry): Promise<Latent> => {
  const runtime = { denoiser: pointDenoiser(reference), noise: testNoise(seed), steps: at.index + 1 }
  return orThrow(await advance(step, carry, at, runtime, new AbortController().signal)()).x
}
