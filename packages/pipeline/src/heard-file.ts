import { type Audio, describeAudioError, encodeWav, toFullScale } from '@sigmastream/audio'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type RenderError, renderFailed } from './errors.js'

/**
 * The sound of step `step`, which counts from 0, as the bytes of a WAV file of 16 bits, brought to full scale if it is above.
 * A failure: what the encoder says.
 */
export const heardFile = (audio: Audio, step: number): E.Either<RenderError, Uint8Array> =>
  pipe(
    encodeWav(toFullScale(audio).audio, 'pcm16'),
    E.mapLeft((error) => renderFailed(`step ${step}: ${describeAudioError(error)}`)),
  )
