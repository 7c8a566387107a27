import { carryAt } from '@sigmastream/core'
import { hardMasks } from '../arbitraries/latents.js'
import type { Framework } from '../framework.js'
import { type Law, law, refute } from '../law.js'
import { testNoise } from '../noise.js'
import { projections, projectOnce } from './projections.js'

/**
 * A projection element by element, for masks of zeros and ones: x itself where the mask is 1, and where it is 0 the
 * reference with the noise of its lane at the level just reached; at level 0 the reference itself, bit for bit.
 */
export const projectedElements = ({ project }: Framework): Law =>
  law(
    'a projection is x where the mask is 1, and the reference at the level just reached where it is 0',
    projections(hardMasks),
    async (one) => {
      const { at, masks, reference, seed, x } = one
      const step = project(reference, masks[0])
      const result = [...(await projectOnce(step, one, carryAt(x))).data]
      const [lane = 'none'] = step.draws(at)
      const noise = [...testNoise(seed)({ lane, at, shape: x.shape }).data]
      const [mask, own, kept] = [masks[0], x, reference].map(({ data }) => [...data])
      const wrongAt = (value: number, i: number): boolean => {
        if (mask?.[i] === 1) return !Object.is(value, own?.[i])
        const [still, drawn] = [kept?.[i] ?? Number.NaN, at.to * (noise[i] ?? Number.NaN)]
        // Exact where nothing is added; a coefficient, a product and a sum in float32 elsewhere.
        return at.to === 0
          ? !Object.is(value, still)
          : !(Math.abs(value - (still + drawn)) <= (Math.abs(still) + Math.abs(drawn)) * 2 ** -22)
      }
      const wrong = result.findIndex(wrongAt)
      if (wrong !== -1)
        refute(
          `${result[wrong]} at element ${wrong}, where the mask is ${mask?.[wrong]}, x ${own?.[wrong]} and the reference ${kept?.[wrong]}`,
        )
    },
  )
