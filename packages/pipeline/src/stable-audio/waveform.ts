import { type Audio, alike, describeAudioError, ofLength, sampleCount } from '@sigmastream/audio'
import type { Waveform } from '@sigmastream/model-sao'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type RenderError, renderFailed } from '../errors.js'

/** The first sound of a waveform, at most `samples` samples of it, without a copy. */
export const audioOf = (
  { shape: [, channels, length], data }: Waveform,
  sampleRate: number,
  samples: number,
): Audio => ({
  sampleRate,
  channels: Array.from({ length: channels }, (_, c) =>
    data.subarray(c * length, c * length + Math.min(samples, length)),
  ),
})

/** Sound at the rate, of the channels and of the length of another. */
export const inFormatOf = (like: Audio, audio: Audio): E.Either<RenderError, Audio> =>
  pipe(
    alike(like, audio),
    E.bimap(
      (error) => renderFailed(`after the last step: ${describeAudioError(error)}`),
      (same) => ofLength(same, sampleCount(like)),
    ),
  )
