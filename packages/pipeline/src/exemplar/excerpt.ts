import { type Audio, sampleCount } from '@sigmastream/audio'
import { type FrameRange, framesOf, type Region } from '@sigmastream/core'
import { excerptOf, surroundingsOf } from '@sigmastream/model-exemplar'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { fromSampleError, type RenderError } from '../errors.js'
import type { Excerpt } from '../excerpt.js'
import type { SoundLength } from '../model.js'
import { type Recipe, regionsOf } from '../recipe/recipe.js'
import { stretchOf } from '../samples.js'

/** How long a patch is where nobody says, in seconds: about a beat, so that patches hold a rhythm. */
export const windowSeconds = 0.5

/** As many patches, at the least, are there to choose from in a clip that is varied: of fewer it comes back from most seeds. */
const fewestPatches = 5

/** How long patches are, in seconds, where so many seconds are learnt from. */
export const patchSeconds = ({ command, windowLength }: Recipe, learnt: number): number =>
  windowLength ?? (command === 'vary' ? Math.min(windowSeconds, learnt / fewestPatches) : windowSeconds)

/**
 * Steps between one frame and the next at which clips are learnt: a gap must meet its borders, a variation has none.
 */
export const shiftsFor = ({ command }: Recipe): number => (command === 'inpaint' ? 8 : 1)

/** Regions of sound that is so long. Refused: as `framesOf`. */
export const checkedRegions = (
  regions: readonly Region[],
  { sampleRate, frames }: SoundLength,
): E.Either<RenderError, readonly FrameRange[]> =>
  pipe(
    regions,
    E.traverseArray((region) => framesOf(region, sampleRate, frames)),
    E.mapLeft(fromSampleError),
  )

/** The regions of a recipe with their feather, in seconds. */
export const wideRegions = (recipe: Recipe): readonly Region[] => {
  const feather = recipe.command === 'inpaint' ? recipe.feather : 0
  return regionsOf(recipe).map(({ from, to }) => ({ from: from - feather, to: to + feather }))
}

/**
 * What the embedded model needs of a recording whose gaps it fills, where it learns from `others` other clips. All of
 * it where the surroundings are made anew as well.
 */
export const excerptFor =
  (others: number) =>
  (recipe: Recipe, of: SoundLength): E.Either<RenderError, readonly FrameRange[] | null> => {
    if (recipe.command !== 'inpaint' || (recipe.paintStart ?? 0) !== 0 || recipe.paintEnd !== null) return E.right(null)
    return pipe(
      checkedRegions(regionsOf(recipe), of),
      E.map(() => {
        const stretches = excerptOf({
          sampleRate: of.sampleRate,
          samples: of.frames,
          gaps: wideRegions(recipe),
          shifts: shiftsFor(recipe),
          window: recipe.windowLength ?? windowSeconds,
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
        window: recipe.windowLength ?? windowSeconds,
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
