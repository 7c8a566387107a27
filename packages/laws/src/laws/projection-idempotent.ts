import type { Step } from '@sigmastream/core'
import { carryAt } from '@sigmastream/core'
import { hardMasks } from '../arbitraries/latents.js'
import { mustHaveSameBits } from '../compare.js'
import type { Framework } from '../framework.js'
import { type Law, law } from '../law.js'
import { projections, projectOnce } from './projections.js'

/** Projecting twice onto the same anchor is projecting once, for masks of zeros and ones. */
export const projectionIdempotent = ({ andThen, project }: Framework): Law =>
  law(
    'projecting twice is projecting once, bit for bit, for masks of zeros and ones',
    projections(hardMasks),
    async (one) => {
      const once: Step = project(one.reference, one.masks[0])
      mustHaveSameBits(
        'twice, and once',
        await projectOnce(andThen(once, once), one, carryAt(one.x)),
        await projectOnce(once, one, carryAt(one.x)),
      )
    },
  )
