import { type Audio, sampleCount } from '@sigmastream/audio'
import type { FrameRange } from '@sigmastream/core'
import { excerptOf, surroundingsOf } from '@sigmastream/model-exemplar'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { RenderError } from '../errors.js'
import type { Excerpt } from '../excerpt.js'
import type { SoundLength } from '../model.js'
import type { Recipe } from '../recipe/recipe.js'
import { fillsRegions, regionsOf } from '../recipe/tasks.js'
import { checkedRanges, wideRegions } from '../regions.js'
import { stretchOf } from '../samples.js'
import { shiftsFor, windowSeconds } from './patch-size.js'

/** Whether the surroundings are made anew on some steps. */
const isPaintedInPart = (recipe: Recipe): boolean =>
  recipe.command === 'inpaint' && ((recipe.paintStart ?? 0) !== 0 || recipe.paintEnd !== null)

/** Of what surrounds a gap, half as many seconds as it is compared with on each side. */
const comparedSeconds = (recipe: Recipe): number =>
  Math.max(recipe.windowLength ?? windowSeconds, recipe.command === 'extend' ? (recipe.overlap ?? 0) / 2 : 0)

/**
 * What the embedded model needs of a recording whose gaps it fills, where it learns from `others` other clips. All of
 * it where the surroundings are made anew as well.
 */
export const excerptFor =
  (others: number) =>
  (recipe: Recipe, of: SoundLength): E.Either<RenderError, readonly FrameRange[] | null> => {
    if (!fillsRegions(recipe) || isPaintedInPart(recipe)) return E.right(null)
    return pipe(
      checkedRanges(regionsOf(recipe), of.sampleRate, of.frames),
      E.map(() => {
        const stretches = excerptOf({
          sampleRate: of.sampleRate,
          samples: of.frames,
          gaps: wideRegions(recipe),
          shifts: shiftsFor(recipe),
          window: comparedSeconds(recipe),
          learntWith: others === 0 ? 1 : 0,
        })
        const [first] = stretches
        return first === undefined || (first.start === 0 && first.end === of.frames) ? null : stretches
      }),
    )
  }

/**
 * What is made anew and compared of an excerpt, the rest of which is only learnt from: around each region of the
 * recipe, inside one stretch.
 */
export const workedExcerpt = (recipe: Recipe, sampleRate: number, excerpt: Excerpt): Excerpt => {
  const gaps = wideRegions(recipe)
  return {
    of: excerpt.of,
    stretches: excerpt.stretches.flatMap(({ start, end }) => {
      const [first, last] = [start / sampleRate, end / sampleRate]
      const inside = gaps.filter(({ from, to }) => to > first && from < last)
      const around = surroundingsOf({
        sampleRate,
        samples: end - start,
        gaps: inside.map(({ from, to }) => ({ from: from - first, to: to - first })),
        window: comparedSeconds(recipe),
      })
      return around.map((range) => ({ start: range.start + start, end: range.end + start }))
    }),
  }
}

/** The middle of sound that is only learnt from, as one of `others`: as much of it as is learnt. */
export const learntMiddle = (audio: Audio, recipe: Recipe, others: number): Audio => {
  const [all] = excerptOf({
    sampleRate: audio.sampleRate,
    samples: sampleCount(audio),
    gaps: [],
    shifts: shiftsFor(recipe),
    window: windowSeconds,
    learntWith: others,
  })
  return all === undefined ? audio : stretchOf(audio, all.start, all.end)
}
