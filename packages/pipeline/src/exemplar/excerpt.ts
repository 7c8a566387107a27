import { type Audio, sampleCount } from '@sigmastream/audio'
import type { FrameRange } from '@sigmastream/core'
import { type ExcerptRequest, excerptOf, surroundingsOf } from '@sigmastream/model-exemplar'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { RenderError } from '../errors.js'
import type { Excerpt } from '../excerpt.js'
import type { Recipe } from '../recipe/recipe.js'
import { fillsRegions, regionsOf } from '../recipe/tasks.js'
import { checkedRanges, wideRegions } from '../regions.js'
import { type Samples, stretchOf } from '../samples.js'
import { showNumber } from '../words.js'
import { placesWorthLearning } from './look-through.js'
import { shiftsFor, windowSeconds } from './patch-size.js'

/** Whether the surroundings are made anew on some steps. */
const isPaintedInPart = (recipe: Recipe): boolean =>
  recipe.command === 'inpaint' && ((recipe.paintStart ?? 0) !== 0 || recipe.paintEnd !== null)

/** Of what surrounds a gap, half as many seconds as it is compared with on each side. */
const comparedSeconds = (recipe: Recipe): number =>
  Math.max(recipe.windowLength ?? windowSeconds, recipe.command === 'extend' ? (recipe.overlap ?? 0) / 2 : 0)

/**
 * What the embedded model needs of a recording whose gaps it fills, where it learns from `others` other clips. All of
 * it where the surroundings are made anew as well. A recording that is longer than what is learnt is looked through from
 * end to end for places that are like what surrounds the gaps, wherever they are.
 */
export const excerptFor =
  (others: number) =>
  (recipe: Recipe, of: Samples): TE.TaskEither<RenderError, readonly FrameRange[] | null> => {
    if (!fillsRegions(recipe) || isPaintedInPart(recipe)) return TE.right(null)
    const request: ExcerptRequest = {
      sampleRate: of.sampleRate,
      samples: of.frames,
      gaps: wideRegions(recipe),
      shifts: shiftsFor(recipe),
      window: comparedSeconds(recipe),
      learntWith: others === 0 ? 1 : 0,
    }
    const isWhole = ([first]: readonly FrameRange[]): boolean =>
      first === undefined || (first.start === 0 && first.end === of.frames)
    return pipe(
      TE.fromEither(checkedRanges(regionsOf(recipe), of.sampleRate, of.frames)),
      TE.flatMap((): TE.TaskEither<RenderError, readonly FrameRange[] | null> => {
        const near = excerptOf(request)
        if (isWhole(near)) return TE.right(null)
        // what goes on from an end goes on from what is near
        if (others > 0 || recipe.command !== 'inpaint') return TE.right(near)
        const gaps = request.gaps.map(({ from, to }) => ({ start: from * of.sampleRate, end: to * of.sampleRate }))
        return pipe(
          placesWorthLearning(of, gaps, request.window),
          TE.map((places) => excerptOf({ ...request, places })),
        )
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

/** A time in the recording, in seconds to a tenth. */
const timeOf = (samples: number, sampleRate: number): string => showNumber(Math.round((10 * samples) / sampleRate) / 10)

/** What is said of an excerpt that is learnt: how much of the recording it is, and from where. */
export const excerptRemarks = (recipe: Recipe, sampleRate: number, excerpt: Excerpt): readonly string[] => {
  const gaps = wideRegions(recipe)
  const isNear = ({ start, end }: FrameRange): boolean =>
    gaps.some(({ from, to }) => to * sampleRate > start && from * sampleRate < end)
  const far = excerpt.stretches.filter((one) => !isNear(one))
  const learnt = excerpt.stretches.reduce((sum, { start, end }) => sum + end - start, 0)
  const near = gaps.length === 1 ? 'what is around the gap' : 'what is around the gaps'
  const places = far.map(({ start, end }) => `${timeOf(start, sampleRate)} to ${timeOf(end, sampleRate)} s`)
  return [
    `learnt ${timeOf(learnt, sampleRate)} s of ${timeOf(excerpt.of, sampleRate)} s: ${near}` +
      (far.length === 0 ? '' : `, and of all the rest what is likest to that: ${places.join(', ')}`),
  ]
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
