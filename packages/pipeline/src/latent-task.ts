import type { CountRule, Mask, PaintWindow } from '@sigmastream/core'
import type { ResamplingCounts } from '@sigmastream/samplers'
import type { InpaintMethod } from './recipe/names.js'

/** How much of the reference stays, in all frames or in each, and how steps are counted for that. */
export interface LatentTransfer {
  readonly strength: number | readonly number[]
  readonly count: CountRule
}

/**
 * A task in latents. `Generate` reads no reference. `Vary` starts from it, noised to the first sigma of the schedule.
 * `Edit` is a run of what is added to it, where the mask is, or everywhere without one; `invert`ed a run on its own noise.
 */
export type LatentTask =
  | { readonly _tag: 'Generate' }
  | (LatentTransfer & {
      readonly _tag: 'Inpaint'
      readonly mask: Mask
      readonly paint: Partial<PaintWindow> | null
      /** How what is kept counts; what the model itself is told of it is the model's affair. */
      readonly method: InpaintMethod
      /** How often stretches of the steps are walked; `null` is once. */
      readonly resampling: ResamplingCounts | null
    })
  | (LatentTransfer & { readonly _tag: 'Restyle' })
  | {
      readonly _tag: 'Vary'
      /** The noise level up to which each frame is varied; `null` where it is the first for all. */
      readonly levels: readonly number[] | null
    }
  | (LatentTransfer & {
      readonly _tag: 'Edit'
      readonly mask: Mask | null
      readonly invert: boolean
    })
