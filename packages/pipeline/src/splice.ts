import {
  type Audio,
  endOf,
  mapSamples,
  type Patch,
  peakOf,
  putPatches,
  type SampleEncoding,
  withinPeak,
} from '@sigmastream/audio'
import type { FrameRange } from '@sigmastream/core'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type RenderError, renderFailed } from './errors.js'
import { beyond, farthest } from './loudest.js'
import type { Samples } from './samples.js'
import { field, words } from './words.js'

/** Sound that a run made: patches in a recording. What was made from end to end is a recording without patches. */
export interface Splice {
  readonly recording: Samples
  readonly patches: readonly Patch[]
}

/** A splice as an encoding can hold it, and what was done for that. */
export interface LevelledSplice {
  readonly splice: Splice
  /**
   * By how much all of it was brought down, a factor: 1 unless what is kept, or all that was made, was beyond full
   * scale.
   */
  readonly gain: number
  /** By how much the loudest patch was brought down: 1 unless it was beyond full scale. */
  readonly patchGain: number
  /** The largest absolute sample; full scale is 1. */
  readonly peak: number
}

const rangeOf = (patch: Patch): FrameRange => ({ start: patch.start, end: endOf(patch) })

const divide = ({ sampleRate, channels }: Audio, by: number): Audio => ({
  sampleRate,
  channels: channels.map((samples) => mapSamples(samples, (sample) => sample / by)),
})

/** Samples divided by what is 1 or more. */
const quieter = (samples: Samples, by: number): Samples =>
  by === 1
    ? samples
    : {
        ...samples,
        read: (start, end) =>
          pipe(
            samples.read(start, end),
            TE.map((audio) => divide(audio, by)),
          ),
        peakOutside: (stretches) =>
          pipe(
            samples.peakOutside(stretches),
            TE.map((peak) => peak / by),
          ),
      }

const peakOfPatches = (patches: readonly Patch[]): number =>
  patches.reduce((peak, patch) => Math.max(peak, peakOf(patch)), 0)

/**
 * The splice as `encoding` can hold it. Floats hold all of it as it is. Integers hold nothing beyond full scale:
 * patches are brought down to it, each by one gain, so that what is around them stays the recording, bit for bit; a
 * recording that is itself beyond full scale, or that was made from end to end, is brought down as a whole, by 40 dB at
 * most. Errors: as the recording reads, or that it is louder.
 */
export const levelSplice = (
  { recording, patches }: Splice,
  encoding: SampleEncoding,
): TE.TaskEither<RenderError, LevelledSplice> =>
  pipe(
    recording.peakOutside(patches.map(rangeOf)),
    TE.flatMapEither((outside): E.Either<RenderError, LevelledSplice> => {
      if (encoding === 'float32')
        return E.right({
          splice: { recording, patches },
          gain: 1,
          patchGain: 1,
          peak: Math.max(outside, peakOfPatches(patches)),
        })
      const full = Math.max(1, outside)
      if (full > farthest)
        return E.left(
          renderFailed(
            words`the recording itself is ${beyond(full)} beyond full scale, and at most ${beyond(farthest)} are brought down, so nothing was written; give ${field('encoding')} float32, or bring it down first`,
          ),
        )
      const within = patches.map((patch) => withinPeak(patch, full, recording.sampleRate))
      const quiet = within.map(({ patch: { start, channels } }) => ({
        start,
        channels: full === 1 ? channels : divide({ sampleRate: recording.sampleRate, channels }, full).channels,
      }))
      return E.right({
        splice: { recording: quieter(recording, full), patches: quiet },
        gain: 1 / full,
        patchGain: within.reduce((least, one) => Math.min(least, one.gain), 1),
        peak: Math.max(outside / full, peakOfPatches(quiet)),
      })
    }),
  )

/** Samples `start` to `end` of a splice. Errors: as the recording reads. */
export const readSplice = (
  { recording, patches }: Splice,
  start: number,
  end: number,
): TE.TaskEither<RenderError, Audio> =>
  pipe(
    recording.read(start, end),
    TE.map((audio) => putPatches(audio, patches, start)),
  )

/** All of a splice, in memory. Errors: as the recording reads. */
export const joinSplice = (splice: Splice): TE.TaskEither<RenderError, Audio> =>
  readSplice(splice, 0, splice.recording.frames)
