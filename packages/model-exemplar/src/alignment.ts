import type { FrameRange } from '@sigmastream/core'
import { type Band, columnMeans, envelopeOf, subtractMeans } from './envelope.js'
import {
  distance,
  type FramePairs,
  type FrameRows,
  frameEnergies,
  loudnessDistance,
  type WeightedFrame,
  weightOf,
} from './likeness.js'
import type { Patches } from './patches.js'
import { stretchesOutside } from './ranges.js'

/**
 * By how much the logarithm of an alignment's probability falls, for a distance of 1 to the surroundings, and for each
 * that is nearer.
 */
const sharpness = 30
const decline = 0.3

/** Alignments with the best envelopes, of which the waveforms are compared as well. */
const finalists = 512

/**
 * The logarithm of the least prior probability, relative to the best alignment's: so low that the rest is never drawn.
 */
export const LEAST_LOGARITHM = -100

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

/** How likely each alignment is, and how far the best is from what surrounds the gap: 0 the same, 1 nothing in common. */
export interface Alignments {
  /** The logarithm of a prior probability, 0 for the best and -100 for what cannot be, `[frames]` of the exemplars. */
  readonly logarithm: Float32Array
  readonly distance: number
  /** `distance` by the waveforms alone. */
  readonly waveDistance: number
}

/** An exemplar frame for the first of the gap, and how far the exemplar around it is from the surroundings. */
interface Candidate {
  readonly at: number
  readonly pairs: FramePairs
  readonly distance: number
}

/** Frames after which the surroundings of a gap count e times less: as many as the gap is long, and no fewer than these. */
const fewestCounted = 8

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
      const away = frame < gap.start ? gap.start - 1 - frame : frame - gap.end
      return { frame, weight: Math.exp(-away / decay) }
    })
  })
}

/**
 * Every place where the exemplars are long enough, by what can be compared quickly: envelopes, and the loudness of what
 * would fill the gap.
 */
const candidatesOf = (
  patches: Patches,
  reference: FrameRows,
  known: readonly FrameRange[],
  context: readonly WeightedFrame[],
  { gap, margin }: Neighbourhood,
  bands: readonly Band[],
): readonly Candidate[] => {
  const { channels, data, runs } = patches
  const length = gap.end - gap.start
  const envelopes = envelopeOf(data, channels, runs, bands)
  const means = columnMeans(envelopes, bands.length)
  const here = {
    values: subtractMeans(envelopeOf(reference.values, channels, known, bands), means),
    width: bands.length,
  }
  const there = { values: subtractMeans(envelopes, means), width: bands.length }
  const around = frameEnergies(reference)
  const whole = context.reduce((sum, { weight }) => sum + weight, 0)
  const expected = context.reduce((sum, { frame, weight }) => sum + weight * around[frame]!, 0) / whole // the context is inside the reference
  const energies = frameEnergies({ values: data, width: channels })
  const fills = (at: number): number =>
    energies.subarray(at, at + length).reduce((sum, energy) => sum + energy, 0) / length
  return runs.flatMap((run) => {
    const first = run.start + margin
    return Array.from({ length: Math.max(0, run.end - margin - length - first + 1) }, (_, i) => {
      const at = first + i
      const pairs = { frames: context, shift: at - gap.start, run }
      const alike = weightOf(pairs) * 2 < whole ? 2 : distance(here, there, pairs)
      return { at, pairs, distance: alike + loudnessDistance(fills(at), expected) }
    })
  })
}

/**
 * How well each frame of the exemplars would do as the first of a gap. An alignment is the better, the more the exemplar
 * around it is like what surrounds the gap: first in how loud each band is, so that a beat goes on where it should
 * though no two strokes are the same waveform; then, for the best, in the waveforms too, so that tones go on; and the
 * more, the nearer in loudness what would fill the gap is to them. Where nothing fits better than the rest the first few
 * still stand out, or the windows would not agree on one. Null where nothing surrounds the gap, or no run is long
 * enough: then all are alike.
 *
 * `reference` is one item, `[frames][channels]`; nothing inside `gaps` is read.
 */
export const alignment = (
  patches: Patches,
  reference: Float32Array,
  gaps: readonly FrameRange[],
  place: Neighbourhood,
  bands: readonly Band[],
): Alignments | null => {
  const { channels, data } = patches
  const known = stretchesOutside(gaps, reference.length / channels)
  const context = contextOf(known, place)
  if (context.length === 0) return null
  const waves = { here: { values: reference, width: channels }, there: { values: data, width: channels } }
  const ranked = candidatesOf(patches, waves.here, known, context, place, bands)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, finalists)
    .map(({ at, distance: far, pairs }) => {
      const waveDistance = distance(waves.here, waves.there, pairs)
      return { at, distance: far + waveDistance, waveDistance }
    })
    .toSorted((a, b) => a.distance - b.distance)
  const [best] = ranked
  if (best === undefined) return null
  const out = new Float32Array(patches.frames).fill(LEAST_LOGARITHM)
  ranked.forEach(
    ({ at, distance: far }, rank) =>
      (out[at] = Math.max(LEAST_LOGARITHM, sharpness * (best.distance - far) - decline * rank)),
  )
  return { logarithm: out, distance: best.distance, waveDistance: best.waveDistance }
}
