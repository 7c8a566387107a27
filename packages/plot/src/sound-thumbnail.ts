import type { Audio, AudioError } from '@sigmastream/audio'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { pngOf } from './heat-map.js'
import { soundMap, soundScale } from './sound-pictures.js'

/** As wide as a line of text, and high enough to tell a bell from a drum: some 10 KB. */
const size = { columns: 240, rows: 72 } as const

/**
 * Sound as the bytes of a PNG that is small enough to be sent while a run goes on: its spectrogram alone, without axes, in
 * the colours of `soundPictures`. Fails as `spectrogram` does.
 */
export const soundThumbnail = (audio: Audio): E.Either<AudioError, Uint8Array> =>
  pipe(
    soundMap(audio, audio.sampleRate / 2, size),
    E.map((map) => pngOf(map, soundScale([map]))),
  )
