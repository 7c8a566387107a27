import type { FrameRange } from '@sigmastream/core'
import { hopFor, joinOutlines, type Outline, outlineOf, rowsAtEnds, similarPlaces } from '@sigmastream/model-exemplar'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { RenderError } from '../errors.js'
import { type Samples, stretchOf } from '../samples.js'
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

const placesIn = (
  { outline, rough }: WholeSound,
  gaps: readonly FrameRange[],
  reach: number,
  sampleRate: number,
): readonly FrameRange[] => {
  const hop = hopFor(sampleRate)
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

/**
 * The stretches of a recording that are most like what surrounds gaps of it, in samples: of each gap in turn the one whose
 * waveform is, then those that are as loud in each band. It is looked through from end to end, so far around each gap and
 * each place: `window` seconds, twice.
 */
export const placesWorthLearning = (
  of: Samples,
  gaps: readonly FrameRange[],
  window: number,
): TE.TaskEither<RenderError, readonly FrameRange[]> => {
  const reach = 2 * Math.max(1, Math.round((window * of.sampleRate) / hopFor(of.sampleRate)))
  return pipe(
    wholeOf(of),
    TE.map((whole) => placesIn(whole, gaps, reach, of.sampleRate)),
  )
}
