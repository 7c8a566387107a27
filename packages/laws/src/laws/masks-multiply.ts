import { build, carryAt, type Latent } from '@sigmastream/core'
import { hardMasks, softMasks } from '../arbitraries/latents.js'
import { mustBeNear, mustHaveSameBits, peakOf } from '../compare.js'
import type { Framework } from '../framework.js'
import { type Law, law } from '../law.js'
import { type Projection, projections, projectOnce } from './projections.js'

const product = (a: Latent, b: Latent): Latent =>
  build(a.shape, (out) => {
    // Index below the length of a and b, which have one shape.
    for (let i = 0; i < out.length; i++) out[i] = a.data[i]! * b.data[i]!
  })

const bothWays = async ({ andThen, project }: Framework, one: Projection): Promise<readonly [Latent, Latent]> => {
  const [first, second] = one.masks
  return [
    await projectOnce(andThen(project(one.reference, first), project(one.reference, second)), one, carryAt(one.x)),
    await projectOnce(project(one.reference, product(first, second)), one, carryAt(one.x)),
  ]
}

/** Projecting by one mask and then by another is projecting by their product, for masks of zeros and ones. */
export const hardMasksMultiply = (framework: Framework): Law =>
  law(
    'hard masks multiply, bit for bit: project(m1), project(m2) is project(m1 m2)',
    projections(hardMasks),
    async (one) => {
      const [apart, joined] = await bothWays(framework, one)
      mustHaveSameBits('one after the other, and the product', apart, joined)
    },
  )

/** The same for masks with values between, within 2^-20 of the largest size that takes part. */
export const softMasksMultiply = (framework: Framework): Law =>
  law('soft masks multiply, to rounding', projections(softMasks), async (one) => {
    const [apart, joined] = await bothWays(framework, one)
    const size = Math.max(peakOf(one.x), peakOf(one.reference)) + 10 * one.at.to
    mustBeNear('one after the other, and the product', apart, joined, size * 2 ** -20)
  })
