import { type Audio, sampleCount } from '@sigmastream/audio'
import type { FrameRange } from '@sigmastream/core'
import {
  type ExcerptRequest,
  excerptOf,
  hopFor,
  joinOutlines,
  type Outline,
  outlineOf,
  rowsAtEnds,
  similarPlaces,
  surroundingsOf,
} from '@sigmastream/model-exemplar'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { RenderError } from '../errors.js'
import type { Excerpt } from '../excerpt.js'
import type { Recipe } from '../recipe/recipe.js'
import { fillsRegions, regionsOf } from '../recipe/tasks.js'
import { checkedRanges, wideRegions } from '../regions.js'
import { type Samples, stretchOf } from '../samples.js'
import { showNumber } from '../words.js'
import { shiftsFor, windowSeconds } from './patch-size.js'
import { coarsenessFor, type RoughSound, roughOf, similarLagIn } from './similar.js'

/** Frames that are outlined at once: what a long recording takes is no more than what a short one does. */
const portion = 1024

/** A whole recording in little: how loud each band is from its beginning to its end, and its waveform, so coarse. */
interface WholeSound {
  readonly outline: Outline
  readonly rough: RoughSound
}

/** The whole of a recording, read a part at a time. */
const wholeOf = ({ sampleRate, frames, read }: Samples): TE.TaskEither<RenderError, WholeSound> => {
  const hop = hopFor(sampleRate)
  const by = coarsenessFor(sampleRate, frames)
  const samples = new Float32Array(Math.floor(frames / by))
  const all = Math.ceil(frames / hop)
  const parts = Array.from({ length: Math.ceil(all / portion) }, (_, i) => ({
    start: i * portion,
    end: Math.min(all, (i + 1) * portion),
  }))
  return pipe(
    parts,
    TE.traverseSeqArray(({ start, end }) => {
      const first = Math.max(0, start - rowsAtEnds)
      return pipe(
        read(first * hop, Math.min(frames, (end + rowsAtEnds) * hop)),
        TE.map((part) => {
          // each part begins where a coarse sample does, so that none lies in two
          const from = Math.ceil((start * hop) / by)
          const to = Math.min(samples.length, Math.ceil((end * hop) / by))
          const own = stretchOf(part, from * by - first * hop, Math.min(frames, to * by) - first * hop)
          samples.set(roughOf(own, by).subarray(0, to - from), from)
          return outlineOf(part, { start: start - first, end: end - first })
        }),
      )
    }),
    TE.map((outlines) => ({ outline: joinOutlines(outlines), rough: { by, samples } })),
  )
}

/** Which part of the surroundings is learnt beside a place whose waveform is like them. */
const mostCompared = 0.6

/** How many places are looked for: more than there is room for. */
const mostPlaces = 8

/**
 * The stretches of a recording that are most like what surrounds gaps of it: of each gap in turn the one whose waveform
 * is, then those that are as loud in each band.
 */
const placesWorthLearning = (
  { outline, rough }: WholeSound,
  gaps: readonly FrameRange[],
  reach: number,
  { sampleRate, hop }: { readonly sampleRate: number; readonly hop: number },
): readonly FrameRange[] => {
  const again = gaps.flatMap((gap) => {
    const lag = similarLagIn(rough, sampleRate, gap, gaps)
    // with so much around it that most of the surroundings can be compared, and no more: of a long gap there is hardly room
    const around = Math.ceil(mostCompared * reach) * hop
    return lag === null ? [] : [{ start: gap.start + lag - around, end: gap.end + lag + around }]
  })
  const inFrames = gaps.map(({ start, end }) => ({ start: Math.floor(start / hop), end: Math.ceil(end / hop) + 1 }))
  const each = inFrames.map((gap) => similarPlaces(outline, gap, inFrames, { reach, count: mostPlaces }))
  const most = each.reduce((longest, places) => Math.max(longest, places.length), 0)
  const alike = Array.from({ length: most }, (_, i) => each.flatMap((places) => places[i] ?? []))
    .flat()
    .map(({ at, filled }) => ({
      start: (at - reach) * hop,
      end: (at + filled.end - filled.start + reach) * hop,
    }))
  return [...again, ...alike].map(({ start, end }) => ({
    start: Math.max(0, Math.floor(start)),
    end: Math.min(outline.frames * hop, Math.ceil(end)),
  }))
}

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
        const hop = hopFor(of.sampleRate)
        const reach = 2 * Math.max(1, Math.round((request.window * of.sampleRate) / hop))
        return pipe(
          wholeOf(of),
          TE.map((whole) =>
            excerptOf({
              ...request,
              places: placesWorthLearning(whole, gaps, reach, { sampleRate: of.sampleRate, hop }),
            }),
          ),
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
