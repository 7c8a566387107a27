import type { ComparedPatches } from './compared.js'
import type { FittingPlace } from './places.js'

/** By how much farther a place is from the surroundings that counts e times less than the best. */
const softness = 0.1

/** How loud each band is in each of `length` frames of a place, as `envelopeOf` has it, `[length][bands]`. */
const loudnessAt = ({ envelopes, means }: ComparedPatches, { at }: FittingPlace, length: number): Float64Array =>
  // a place is followed by as many frames as it is to fill, and there is a mean for each band
  Float64Array.from({ length: length * means.length }, (_, i) =>
    Math.max(0, envelopes.values[at * means.length + i]! + means[i % means.length]!),
  )

/**
 * How loud it is on average where it fits, `[length][bands]`: the mean of all places, which count e times less for each
 * tenth by which they are farther from the surroundings than the best.
 */
const consensusOf = (learnt: ComparedPatches, places: readonly FittingPlace[], length: number): Float64Array => {
  const best = places.reduce((least, { distance }) => Math.min(least, distance), Infinity)
  const weights = places.map(({ distance }) => Math.exp((best - distance) / softness))
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  const mean = new Float64Array(length * learnt.bands.length)
  places.forEach((place, j) => {
    const own = loudnessAt(learnt, place, length)
    own.forEach((loud, i) => (mean[i] = mean[i]! + (weights[j]! / all) * loud)) // a weight for each place; all of one length
  })
  return mean
}

/** Differences in level up to here are none, and a band is raised or lowered by no more: as amplitudes, 1 and 3 dB. */
const tolerance = 10 ** (1 / 20)
const mostChange = Math.SQRT2

/** What a band is multiplied by to be as loud as is wanted: loudness is the root of an amplitude here. */
const gainOf = (is: number, wanted: number): number => {
  const by = is === 0 ? 1 : (wanted / is) ** 2
  if (by > tolerance) return Math.min(mostChange, by / tolerance)
  return by < 1 / tolerance ? Math.max(1 / mostChange, by * tolerance) : 1
}

/**
 * What the bands of each place are multiplied by, `[length][bands]` for each, to be as loud as it is on average where it
 * fits. Where one place fits far better than all others, it stays as it is; where many fit as well and differ, none is
 * louder than is to be expected of them. 1 within 1 dB, and 3 dB at the most: raised farther, noise would be made into more; lowered
 * farther, a tone that each place has in another band would be lost.
 */
export const gainsOf = (
  learnt: ComparedPatches,
  places: readonly FittingPlace[],
  length: number,
): readonly Float64Array[] => {
  const wanted = consensusOf(learnt, places, length)
  return places.map((place) => loudnessAt(learnt, place, length).map((loud, i) => gainOf(loud, wanted[i]!))) // of one length
}
