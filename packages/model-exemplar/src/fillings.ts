import type { FrameRange } from '@sigmastream/core'
import type { ComparedPatches } from './compared.js'
import { gainsOf } from './consensus.js'
import { besideEachOther, windowsOf } from './filling-windows.js'
import type { AlignedPart } from './parts.js'
import type { Patches } from './patches.js'
import { type FittingPlace, mostPlaces } from './places.js'
import { leastLogarithm, type PlacePrior, type WindowRows } from './windows.js'

/** By how much the logarithm of a place's probability falls, for a distance of 1 to the surroundings. */
const sharpness = 30

/** What gaps are filled from, and the windows of each item with the probability of each place. */
export interface Fillings {
  readonly patches: Patches
  readonly plans: readonly (readonly WindowRows[])[]
}

/** A stretch of what is learnt, to be a run of its own: as it is but from `at` on, where `gains` count. */
interface Copy {
  readonly from: FrameRange
  readonly at: number
  /** `[frames][bands]`. */
  readonly gains: Float64Array
}

/** How many places of each part there is room for: all together are no more than what is learnt. */
const placesFor = (parts: readonly AlignedPart[], window: number, frames: number): number => {
  const taken = parts.reduce((sum, { first, last }) => sum + last + window - first, 0)
  return Math.max(1, Math.min(mostPlaces, Math.floor(frames / Math.max(1, taken))))
}

const copiesOf = (
  learnt: ComparedPatches,
  { filled, first, last }: AlignedPart,
  places: readonly FittingPlace[],
  window: number,
): readonly Copy[] => {
  const gains = gainsOf(learnt, places, filled.end - filled.start)
  return places.map(({ at, run }, j) => ({
    from: {
      start: Math.max(run.start, at - (filled.start - first)),
      end: Math.min(run.end, at + (last + window - filled.start)),
    },
    at,
    gains: gains[j]!, // one for each place
  }))
}

/** The copies one after the other, each a run. */
const patchesFrom = ({ patches: { channels, data }, bands }: ComparedPatches, copies: readonly Copy[]): Patches => {
  const runs = copies.reduce<readonly FrameRange[]>((before, { from: { start, end } }) => {
    const last = before.at(-1)?.end ?? 0
    return [...before, { start: last, end: last + end - start }]
  }, [])
  const frames = runs.at(-1)?.end ?? 0
  const out = new Float32Array(frames * channels)
  // a run for each copy; gains and channels of a band are inside the run
  copies.forEach(({ from, at, gains }, i) => {
    out.set(data.subarray(from.start * channels, from.end * channels), runs[i]!.start * channels)
    const first = runs[i]!.start + at - from.start
    gains.forEach((gain, place) => {
      if (gain === 1) return
      const row = (first + Math.floor(place / bands.length)) * channels
      const { start, end } = bands[place % bands.length]!
      for (let channel = start; channel < end; channel++) out[row + channel] = gain * out[row + channel]!
    })
  })
  return { channels, frames, data: out, runs }
}

/**
 * What parts of gaps are filled from: of what is learnt the few places that fit each, as loud as it is on the whole
 * where it fits, and how likely each is. All of what is learnt, each as likely, where nothing can be told of a part.
 */
export const fillingsOf = (
  learnt: ComparedPatches,
  parts: readonly (readonly AlignedPart[])[],
  window: number,
): Fillings => {
  const { patches } = learnt
  const all = parts.flat()
  if (all.some(({ alignments }) => alignments === null))
    return { patches, plans: parts.map((each) => each.map((part) => windowsOf(part, window, null))) }
  const count = placesFor(all, window, patches.frames)
  const chosen = all.map((part) => {
    const places = part.alignments?.places.slice(0, count) ?? []
    return { places, copies: copiesOf(learnt, part, places, window) }
  })
  const filling = patchesFrom(
    learnt,
    chosen.flatMap(({ copies }) => copies),
  )
  let run = 0
  const priors = chosen.map(({ places, copies }) =>
    copies.map(({ from, at }, j): PlacePrior => {
      const own = filling.runs[run++]! // a run for each copy, and a place
      const far = places[0]!.distance - places[j]!.distance
      return { at: own.start + at - from.start, run: own, logarithm: Math.max(leastLogarithm, sharpness * far) }
    }),
  )
  let next = 0
  return {
    patches: filling,
    plans: parts.map(
      (each) => besideEachOther(each.map((part) => windowsOf(part, window, priors[next++]!))), // one for each part
    ),
  }
}
