import { type CountRule, type FrameRange, framesOf, type Region } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { RenderError } from './errors.js'
import { fromSampleError } from './from-sample-error.js'
import type { Recipe } from './recipe/recipe.js'
import { regionsOf } from './recipe/tasks.js'

/** By how many seconds what is made anew reaches over both ends of a region. */
export const featherOf = (recipe: Recipe): number =>
  recipe.command === 'inpaint' || recipe.command === 'edit' ? recipe.feather : 0

/** A region, in seconds, with so many more to each side. */
export const widenRegion = ({ from, to }: Region, seconds: number): Region => ({
  from: from - seconds,
  to: to + seconds,
})

/** The regions of a recipe with their feather, in seconds. */
export const wideRegions = (recipe: Recipe): readonly Region[] =>
  regionsOf(recipe).map((region) => widenRegion(region, featherOf(recipe)))

/**
 * The regions by the rule of `framesOf`, at `rate` places a second of `length` such, counted as it is told. Refused as
 * that.
 */
export const checkedRanges = (
  regions: readonly Region[],
  rate: number,
  length: number,
  count?: CountRule,
): E.Either<RenderError, readonly FrameRange[]> =>
  pipe(
    regions,
    E.traverseArray((region) => framesOf(region, rate, length, count)),
    E.mapLeft(fromSampleError),
  )
