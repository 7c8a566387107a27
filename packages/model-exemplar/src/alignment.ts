import type { FrameRange } from '@sigmastream/core'
import type { ComparedPatches } from './compared.js'
import { envelopeOf, subtractMeans } from './envelope.js'
import {
  agreementOf,
  comparedFrames,
  distance,
  type FramePairs,
  type FrameRows,
  frameRows,
  loudnessDistance,
  loudnessOf,
  type WeightedFrame,
  weightOf,
} from './likeness.js'
import { distinctPlaces, type FittingPlace } from './places.js'
import { stretchesOutside } from './ranges.js'

/** Alignments with the best envelopes, of which the waveforms are compared as well. */
const finalists = 512

/** Which side of a gap an exemplar must be like: both, or the one that it is to go on from. */
export type Side = 'both' | 'before' | 'after'

/** Frames to fill, and what may be known of their neighbourhood. */
export interface Neighbourhood {
  readonly gap: FrameRange
  readonly side: Side
  /** Frames to each side within which the surroundings are compared. */
  readonly reach: number
  /** Frames to each side that an exemplar must have as well. */
  readonly margin: number
}

/** Where the exemplars fit a gap, the best first, and how far the waveforms of the best correlate with what surrounds it. */
export interface Alignments {
  /** At least one; a distance is 0 where it is the same as the surroundings, and 1 where it has nothing in common. */
  readonly places: readonly FittingPlace[]
  /** From 0 to 1: one for each channel. */
  readonly agreement: Float64Array
}

/** An exemplar frame for the first of the gap, and how far the exemplar around it is from the surroundings. */
interface Candidate {
  readonly at: number
  readonly pairs: FramePairs
  readonly distance: number
}

/** Frames after which the surroundings of a gap count e times less: as many as the gap is long, and no fewer than these. */
const fewestCounted = 8

/** Frames between a gap and one beside it. */
const awayFrom = ({ start, end }: FrameRange, frame: number): number =>
  frame < start ? start - 1 - frame : frame - end

/**
 * The known frames within reach on the sides that count, and how much: what is near the gap tells more of it, and the
 * more so the shorter it is.
 */
const contextOf = (known: readonly FrameRange[], { gap, side, reach }: Neighbourhood): readonly WeightedFrame[] => {
  const decay = Math.max(fewestCounted, gap.end - gap.start)
  const from = side === 'after' ? gap.end : gap.start - reach
  const to = side === 'before' ? gap.start : gap.end + reach
  return known.flatMap(({ start, end }) => {
    const [first, last] = [Math.max(start, from), Math.min(end, to)]
    return Array.from({ length: Math.max(0, last - first) }, (_, i) => {
      const frame = first + i
      return { frame, weight: Math.exp(-awayFrom(gap, frame) / decay) }
    })
  })
}

/**
 * How loud a gap is expected to be: as what is beside it, a frame counting e times less an eighth of its length away, and
 * no less than 2 frames. In a pause of speech that is the pause, however loud the words around it are.
 */
const loudnessAround = (reference: FrameRows, context: readonly WeightedFrame[], gap: FrameRange): number => {
  const decay = Math.max(2, (gap.end - gap.start) / 8)
  const louds = loudnessOf(reference)
  let sum = 0
  let all = 0
  for (const { frame } of context) {
    const weight = Math.exp(-awayFrom(gap, frame) / decay)
    sum += weight * louds[frame]! // the context is inside the reference
    all += weight
  }
  return sum / all
}

/**
 * Every place where the exemplars are long enough, by what can be compared quickly: envelopes, and the loudness of what
 * would fill the gap.
 */
const candidatesOf = (
  { patches: { runs }, bands, waves, envelopes, means }: ComparedPatches,
  reference: FrameRows,
  known: readonly FrameRange[],
  context: readonly WeightedFrame[],
  { gap, margin }: Neighbourhood,
): readonly Candidate[] => {
  const length = gap.end - gap.start
  const here = frameRows(
    subtractMeans(envelopeOf(reference.values, reference.width, known, bands), means),
    bands.length,
  )
  const whole = context.reduce((sum, { weight }) => sum + weight, 0)
  const around = comparedFrames(here, context)
  const expected = loudnessAround(reference, context, gap)
  const louds = loudnessOf(waves)
  const fills = (at: number): number => {
    let sum = 0
    for (let frame = at; frame < at + length; frame++) sum += louds[frame]! // inside a run
    return sum / length
  }
  return runs.flatMap((run) => {
    const first = run.start + margin
    return Array.from({ length: Math.max(0, run.end - margin - length - first + 1) }, (_, i) => {
      const at = first + i
      const pairs = { frames: context, shift: at - gap.start, run }
      const alike = weightOf(pairs) * 2 < whole ? 2 : distance(around, envelopes, pairs.shift, run)
      // where what surrounds it comes again, so does what is in it, however loud that is
      return { at, pairs, distance: alike * (1 + loudnessDistance(fills(at), expected)) }
    })
  })
}

/**
 * How well each frame of the exemplars would do as the first of a gap. An alignment is the better, the more the exemplar
 * around it is like what surrounds the gap: first in how loud each band is, so that a beat goes on where it should
 * though no two strokes are the same waveform; then, for the best, in the waveforms too, so that tones go on; and the
 * more, the nearer in loudness what would fill the gap is to them. Null where nothing surrounds the gap, or no run is long
 * enough: then all are alike.
 *
 * `reference` is one item, `[frames][channels]`; nothing inside `gaps` is read.
 */
export const alignment = (
  learnt: ComparedPatches,
  reference: FrameRows,
  gaps: readonly FrameRange[],
  place: Neighbourhood,
): Alignments | null => {
  const known = stretchesOutside(gaps, reference.energies.length)
  const context = contextOf(known, place)
  if (context.length === 0) return null
  const around = comparedFrames(reference, context)
  const ranked = candidatesOf(learnt, reference, known, context, place)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, finalists)
    .map(({ at, distance: far, pairs }) => {
      const waveDistance = distance(around, learnt.waves, pairs.shift, pairs.run)
      return { at, run: pairs.run, pairs, distance: far + waveDistance }
    })
    .toSorted((a, b) => a.distance - b.distance)
  const [best] = ranked
  if (best === undefined) return null
  return { places: distinctPlaces(ranked), agreement: agreementOf(reference, learnt.waves, best.pairs, learnt.bands) }
}
