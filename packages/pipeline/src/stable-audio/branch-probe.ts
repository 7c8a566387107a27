import { constant, type Denoiser, type Guidance, isGuidedAt } from '@sigmastream/core'
import { guidedBy } from './guidance.js'
import type { GuidanceFields } from './guidance-fields.js'

/**
 * A denoiser that answers 0 at once and asks for branches as the model does under the guidance of a recipe, whatever the
 * shape; `tell` hears how many at each call.
 */
export const branchProbe =
  (fields: GuidanceFields, guidance: Guidance) =>
  (tell: (branches: number) => void): Denoiser =>
    guidedBy(
      fields,
      { ...guidance, scale: (sigma) => (isGuidedAt(guidance, sigma) ? 2 : 1) }, // a curve is one of another shape
      async ({ shape }, _, asked) => {
        tell(asked.length)
        return asked.map(() => constant(shape, 0))
      },
    )
