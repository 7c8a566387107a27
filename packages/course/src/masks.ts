import { type Latent, type Refused, type Shape, valueOrRefusal } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CourseMask } from './graded-runs.js'
import { generateInpaintingMask } from './notebook-functions.js'

/**
 * The latents of the course, of an eighth of the longest sound of Stable Audio Open 1.0, and frames a second: 44 100
 * Hz in frames of 2048 samples. What masks are made by where there is neither a model nor a course.
 */
export const courseLatents: { readonly shape: Shape; readonly frameRate: number } = {
  shape: [1, 64, 128],
  frameRate: 44_100 / 2048,
}

/**
 * Masks by name, each of the shape of `like` `[1, channels, frames]`; `frameRate` is in frames a second. Refused: a
 * region past the end.
 */
export const masksOf = (
  masks: readonly CourseMask[],
  like: Latent,
  frameRate: number,
): E.Either<Refused, ReadonlyMap<string, Latent>> =>
  pipe(
    masks,
    E.traverseArray(({ name, region }) =>
      pipe(
        valueOrRefusal(generateInpaintingMask(like, region.from, region.to, frameRate)),
        E.map((mask) => [name, mask] as const),
      ),
    ),
    E.map((entries) => new Map(entries)),
  )
