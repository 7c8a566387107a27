import type { FrameRange } from '@sigmastream/core'
import { type Band, columnMeans, envelopeOf, subtractMeans } from './envelope.js'
import { countOf, distance, type FramePairs, type FrameRows, frameEnergies, loudnessDistance } from './likeness.js'
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

/** A gap of a latent, and what may be known of its neighbourhood. */
interface Neighbourhood {
  readonly gap: FrameRange
  /** Frames to each side within which the surroundings are compared. */
  readonly reach: number
  /** Frames to each side that an exemplar must have as well. */
  readonly margin: number
}

/** An exemplar frame for the first of the gap, and how far the exemplar around it is from the surroundings. */
interface Candidate {
  readonly at: number
  readonly pairs: FramePairs
  readonly distance: number
}

/**
 * Every place where the exemplars are long enough, by what can be compared quickly: envelopes, and the loudness of what
 * would fill the gap.
 */
const candidatesOf = (
  patches: Patches,
  reference: FrameRows,
  known: readonly FrameRange[],
  context: readonly number[],
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
  const expected = context.reduce((sum, frame) => sum + around[frame]!, 0) / context.length // the context is inside the reference
  const energies = frameEnergies({ values: data, width: channels })
  const fills = (at: number): number =>
    energies.subarray(at, at + length).reduce((sum, energy) => sum + energy, 0) / length
  return runs.flatMap((run) => {
    const first = run.start + margin
    return Array.from({ length: Math.max(0, run.end - margin - length - first + 1) }, (_, i) => {
      const at = first + i
      const pairs = { frames: context, shift: at - gap.start, run }
      const alike = countOf(pairs) * 2 < context.length ? 2 : distance(here, there, pairs)
      return { at, pairs, distance: alike + loudnessDistance(fills(at), expected) }
    })
  })
}

/**
 * How well each frame of the exemplars would do as the first of a gap: the logarithm of a prior probability, 0 for the
 * best and -100 for what cannot be, `[frames]`. An alignment is the better, the more the exemplar around it is like
 * what surrounds the gap: first in how loud each band is, so that a beat goes on where it should though no two strokes
 * are the same waveform; then, for the best, in the waveforms too, so that tones go on; and the more, the nearer in
 * loudness what would fill the gap is to them. Where nothing fits better than the rest the first few still stand out,
 * or the windows would not agree on one. Null where nothing surrounds the gap, or no run is long enough: then all are
 * alike.
 *
 * `reference` is one item, `[frames][channels]`; nothing inside `gaps` is read.
 */
export const alignment = (
  patches: Patches,
  reference: Float32Array,
  gaps: readonly FrameRange[],
  place: Neighbourhood,
  bands: readonly Band[],
): Float32Array | null => {
  const { channels, data } = patches
  const { gap, reach } = place
  const known = stretchesOutside(gaps, reference.length / channels)
  const context = known.flatMap(({ start, end }) =>
    Array.from({ length: end - start }, (_, i) => start + i).filter(
      (frame) => frame >= gap.start - reach && frame < gap.end + reach,
    ),
  )
  if (context.length === 0) return null
  const waves = { here: { values: reference, width: channels }, there: { values: data, width: channels } }
  const ranked = candidatesOf(patches, waves.here, known, context, place, bands)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, finalists)
    .map((one) => ({ at: one.at, distance: one.distance + distance(waves.here, waves.there, one.pairs) }))
    .toSorted((a, b) => a.distance - b.distance)
  const [best] = ranked
  if (best === undefined) return null
  const out = new Float32Array(patches.frames).fill(LEAST_LOGARITHM)
  ranked.forEach(
    ({ at, distance: far }, rank) =>
      (out[at] = Math.max(LEAST_LOGARITHM, sharpness * (best.distance - far) - decline * rank)),
  )
  return out
}
