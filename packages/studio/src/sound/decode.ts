import { taskEither as TE } from 'fp-ts'
import type { Problem } from '../api/problem.js'

/** Reads a file of sound at its own rate, so that what is heard and drawn are its samples. Errors: `NoSound`. */
export const decodeSound = (
  bytes: ArrayBuffer,
  sampleRate: number,
  name: string,
): TE.TaskEither<Problem, AudioBuffer> =>
  TE.tryCatch(
    () => new OfflineAudioContext({ length: 1, sampleRate }).decodeAudioData(bytes),
    (): Problem => ({ _tag: 'NoSound', name }),
  )

/** The channels of a sound. */
export const channelsOf = (buffer: AudioBuffer): readonly Float32Array[] =>
  Array.from({ length: buffer.numberOfChannels }, (_, channel) => buffer.getChannelData(channel))
