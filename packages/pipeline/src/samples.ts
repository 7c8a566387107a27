import { type Audio, peakOf, sampleCount } from '@sigmastream/audio'
import type { FrameRange } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import type { RenderError } from './errors.js'

/** The samples of a sound, wherever they are: in memory, or in a file that is read a stretch at a time. */
export interface Samples {
  readonly sampleRate: number
  /** How many channels. */
  readonly channels: number
  /** Samples of each channel. */
  readonly frames: number
  /** Samples `start` to `end`, the end not included. Errors: what the file fails at. */
  readonly read: (start: number, end: number) => TE.TaskEither<RenderError, Audio>
  /** The largest absolute sample outside of stretches. Errors: as `read`. */
  readonly peakOutside: (stretches: readonly FrameRange[]) => TE.TaskEither<RenderError, number>
}

/** Samples `start` to `end` of sound in memory, without a copy. */
export const stretchOf = ({ sampleRate, channels }: Audio, start: number, end: number): Audio => ({
  sampleRate,
  channels: channels.map((samples) => samples.subarray(start, end)),
})

/** What lies before, between and behind stretches, in order. */
export const rangesOutside = (stretches: readonly FrameRange[], length: number): readonly FrameRange[] => {
  const sorted = stretches.toSorted((a, b) => a.start - b.start)
  return [...sorted, { start: length, end: length }].reduce<{ at: number; out: readonly FrameRange[] }>(
    ({ at, out }, { start, end }) => ({
      at: Math.max(at, end),
      out: start > at ? [...out, { start: at, end: start }] : out,
    }),
    { at: 0, out: [] },
  ).out
}

/** The largest absolute sample of sound in memory outside of stretches. */
export const peakOutside = (audio: Audio, stretches: readonly FrameRange[]): number =>
  rangesOutside(stretches, sampleCount(audio)).reduce(
    (peak, { start, end }) => Math.max(peak, peakOf(stretchOf(audio, start, end))),
    0,
  )

/** Sound in memory. */
export const samplesOf = (audio: Audio): Samples => ({
  sampleRate: audio.sampleRate,
  channels: audio.channels.length,
  frames: sampleCount(audio),
  read: (start, end) => TE.right(stretchOf(audio, start, end)),
  peakOutside: (stretches) => TE.right(peakOutside(audio, stretches)),
})
