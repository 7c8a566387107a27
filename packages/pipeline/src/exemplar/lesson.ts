import type { Audio } from '@sigmastream/audio'
import type { Latent, Shape } from '@sigmastream/core'
import type { Band, Exemplar, Expectation } from '@sigmastream/model-exemplar'
import type { either as E } from 'fp-ts'
import type { RenderError } from '../errors.js'
import type { Excerpt } from '../excerpt.js'
import type { FramedTask } from '../framed-task.js'
import type { Recipe } from '../recipe/recipe.js'

/** Sound that is worked on, the excerpt of a recording that it may be, and how other latents sound. */
export interface HeardSound {
  readonly original: Audio
  readonly excerpt?: Excerpt | undefined
  readonly listen: (latent: Latent) => Audio
}

/** What is learnt from, and for what. */
export interface Lesson {
  readonly recipe: Recipe
  /** `[batch, channels, frames]` of the reference. */
  readonly shape: Shape
  /** Makes the reference, which takes as much memory as the clip is long. */
  readonly reference: () => E.Either<RenderError, Latent>
  readonly exemplars: readonly Exemplar[]
  readonly windowFrames: number
  readonly framed: FramedTask
  readonly frameRate: number | null
  readonly bands?: readonly Band[]
  /** What is said of what is learnt. */
  readonly remarks?: readonly string[]
  /** What is expected in the gaps whatever is learnt. */
  readonly expectation?: () => Expectation
  /** The sound that the reference is of, and how other latents sound; `null` where they cannot be heard. */
  readonly heard: HeardSound | null
}
