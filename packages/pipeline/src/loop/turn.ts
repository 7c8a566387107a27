import { type Audio, endOf, type Patch } from '@sigmastream/audio'
import type { Region } from '@sigmastream/core'
import { stretchOf } from '../samples.js'

/** How a loop is turned while it is worked on: which sample of it comes first, and how many there are. */
export interface Turn {
  readonly by: number
  readonly length: number
  readonly sampleRate: number
}

/** The number of the ring that a number is, from 0 to below `length`. */
const inRing = (value: number, length: number): number => ((value % length) + length) % length

/** Sound turned round: its sample `by` comes first, and what was before that comes last. */
export const turnAudio = ({ sampleRate, channels }: Audio, by: number): Audio => ({
  sampleRate,
  channels: channels.map((samples) => {
    const out = new Float32Array(samples.length)
    out.set(samples.subarray(by))
    out.set(samples.subarray(0, by), samples.length - by)
    return out
  }),
})

/** Turned sound as it was. */
export const turnBack = (audio: Audio, { by, length }: Turn): Audio => turnAudio(audio, inRing(-by, length))

/** A region of the loop, in seconds, where the turned loop has it; one that goes round the end begins after its end. */
export const inTurn =
  ({ by, length, sampleRate }: Turn) =>
  ({ from, to }: Region): Region => {
    const start = inRing(from * sampleRate - by, length)
    return { from: start / sampleRate, to: (start + inRing((to - from) * sampleRate, length)) / sampleRate }
  }

/** A patch of the turned loop where the loop has it: two, where it goes round the end. */
export const fromTurn =
  ({ by, length }: Turn) =>
  (patch: Patch): readonly Patch[] => {
    const start = inRing(patch.start + by, length)
    const over = start + endOf(patch) - patch.start - length
    if (over <= 0) return [{ ...patch, start }]
    const whole = { sampleRate: 1, channels: patch.channels }
    return [
      { start, channels: stretchOf(whole, 0, length - start).channels },
      { start: 0, channels: stretchOf(whole, length - start, length - start + over).channels },
    ]
  }

/** A stretch of the ring, in whole samples: it may go round the end. */
export interface RingStretch {
  readonly from: number
  readonly width: number
}

/** How much lies between a place and the nearest stretch behind it; 0 inside of one. */
const freeBehind = (place: number, stretches: readonly RingStretch[], length: number): number =>
  stretches.reduce(
    (least, { from, width }) =>
      inRing(place - from, length) < width ? 0 : Math.min(least, inRing(from - place, length)),
    length,
  )

/**
 * The turn that has all stretches inside, as far from its ends as can be: it begins in the middle of the longest that is
 * left between them. `null` where nothing is.
 */
export const turnFor = (stretches: readonly RingStretch[], length: number, sampleRate: number): Turn | null => {
  const longest = stretches
    .map(({ from, width }) => ({ place: from + width, free: freeBehind(from + width, stretches, length) }))
    .reduce((best, next) => (next.free > best.free ? next : best), { place: 0, free: 0 })
  return longest.free < 2
    ? null
    : { by: inRing(Math.round(longest.place + longest.free / 2), length), length, sampleRate }
}
