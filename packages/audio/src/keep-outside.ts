import type { ReadonlyF32, Region } from '@sigmastream/core'
import { type Audio, sampleCount } from './audio.js'
import { extrapolate } from './linear-prediction.js'
import { type Patch, putPatches } from './patch.js'

/** A stretch of samples, the end not included. */
interface Stretch {
  readonly start: number
  readonly end: number
}

/** How long what was made is led up to by the recording, in seconds, and what that is predicted from. */
const fadeSeconds = 0.005
const contextSeconds = 0.04

/** The stretches that regions, widened by `margin` seconds, take of `frames` samples; those that meet are one. */
const stretchesOf = (
  regions: readonly Region[],
  margin: number,
  sampleRate: number,
  frames: number,
): readonly Stretch[] =>
  regions
    .map(({ from, to }) => ({
      start: Math.max(0, Math.round((from - margin) * sampleRate)),
      end: Math.min(frames, Math.round((to + margin) * sampleRate)),
    }))
    .toSorted((a, b) => a.start - b.start)
    .reduce<readonly Stretch[]>((merged, next) => {
      const last = merged.at(-1)
      return last !== undefined && next.start <= last.end
        ? [...merged.slice(0, -1), { start: last.start, end: Math.max(last.end, next.end) }]
        : [...merged, next]
    }, [])

/** 1 at the border, 0 at the end of the fade, a half cosine between. */
const weight = (i: number, length: number): number => 0.5 + 0.5 * Math.cos((Math.PI * (i + 0.5)) / length)

const energyOf = (samples: ReadonlyF32): number => samples.slice().reduce((sum, value) => sum + value * value, 0)

/**
 * What is to be added to the first `count` samples made, of which `inside` begins, so that they follow on the recording:
 * the difference of the two as linear prediction goes on with it, or, where what was made is nothing like the recording
 * beside the border, what is missing to the recording gone on with. `known` and `beside` are samples of both up to there.
 */
const leadIn = (known: ReadonlyF32, beside: ReadonlyF32, inside: ReadonlyF32, count: number): Float64Array => {
  const difference = known.slice().map((value, i) => value - beside[i]!) // of one length
  const near = Math.max(0, known.length - count)
  return energyOf(difference.subarray(near)) < energyOf(known.subarray(near))
    ? extrapolate(difference, count)
    : extrapolate(known, count).map((value, i) => value - inside[i]!) // the fade is inside the stretch
}

const fillChannel = (
  original: ReadonlyF32,
  made: ReadonlyF32,
  { start, end }: Stretch,
  sampleRate: number,
): ReadonlyF32 => {
  const out = made.slice(start, end)
  const fade = Math.min(Math.round(fadeSeconds * sampleRate), Math.floor((end - start) / 2))
  const context = Math.round(contextSeconds * sampleRate)
  const first = Math.max(0, start - context)
  const before = leadIn(original.slice(first, start), made.slice(first, start), out, start > 0 ? fade : 0)
  const after = leadIn(
    original.slice(end, end + context).toReversed(),
    made.slice(end, end + context).toReversed(),
    out.toReversed(),
    end < original.length ? fade : 0,
  )
  const last = out.length - 1
  // i and last - i are inside the stretch, whose halves the fades do not leave
  before.forEach((value, i) => (out[i] = out[i]! + weight(i, fade) * value))
  after.forEach((value, i) => (out[last - i] = out[last - i]! + weight(i, fade) * value))
  return out
}

/**
 * What was made inside the regions, as patches in the recording: every sample outside of them is to be the original's,
 * bit for bit. `margin` (seconds, the feather) widens the regions. The frames of a codec overlap, so what it decodes
 * differs from the recording a little beyond a border as well; a cut there would click. Hence that difference goes on
 * into the region for 5 ms, as linear prediction continues it (nothing inside the region is read of the recording: it
 * may be damaged), and fades out: what was made as the recording is stays as it was made. Where the two have nothing in
 * common beside a border, the recording itself goes on and fades out. Both have the same channels and the same length.
 */
export const patchesOf = (
  original: Audio,
  made: Audio,
  regions: readonly Region[],
  margin: number,
): readonly Patch[] => {
  const { sampleRate, channels } = original
  return stretchesOf(regions, margin, sampleRate, sampleCount(original)).map((stretch) => ({
    start: stretch.start,
    channels: channels.map((channel, i) => fillChannel(channel, made.channels[i] ?? channel, stretch, sampleRate)),
  }))
}

/** The original with what was made inside the regions: `patchesOf` put into it. */
export const keepOutside = (original: Audio, made: Audio, regions: readonly Region[], margin: number): Audio =>
  putPatches(original, patchesOf(original, made, regions, margin))
