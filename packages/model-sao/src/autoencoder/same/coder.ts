import type { Latent } from '@sigmastream/core'
import type { Session } from '@sigmastream/onnx'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Lazy } from '../../lazy.js'
import { checkInput } from '../check-input.js'
import { chunksOf, referenceChunks } from '../chunks.js'
import type { CodingOptions } from '../coding-options.js'
import type { CodingError } from '../errors.js'
import { inChunks } from '../in-chunks.js'
import type { InferenceNoise } from '../inference-noise.js'
import type { SameAutoencoder } from './config.js'
import type { SameCoding } from './halves.js'
import { chunkFrames } from './memory.js'
import { checkInferenceNoise, noiseFeeds, sameNoiseShapes } from './noise.js'

/**
 * x `[batch, channels, length]` through one half, in chunks of bounded memory. `Refused` where something does not fit.
 */
type Coder = (x: Latent, options: CodingOptions, noise: InferenceNoise) => TE.TaskEither<CodingError, Latent>

/**
 * A coder on the session of its half. What x lacks of the last frame is zeros. `available` says how many bytes of memory
 * are free: it is asked at each run without a `chunk`, after the weights have been loaded.
 */
export const sameCoder = (
  config: SameAutoencoder,
  coding: SameCoding,
  session: Lazy<CodingError, Session>,
  available: () => number,
): Coder => {
  const { part, input, reach, grid } = coding
  const chunksFor = (frames: number, { chunk, chunks }: CodingOptions) =>
    chunks === 'reference'
      ? referenceChunks(frames)
      : chunksOf(frames, chunk ?? chunkFrames(coding, available()), reach, grid)
  return (x, options, noise) => {
    const [batch, , length] = x.shape
    const frames = Math.ceil(length / input.rate)
    return pipe(
      TE.fromEither(checkInput(coding, x, options)),
      TE.flatMapEither(() => checkInferenceNoise(part, noise, sameNoiseShapes(config, part, batch, frames))),
      TE.flatMap((): TE.TaskEither<CodingError, Session> => session.get),
      TE.flatMap((open) =>
        inChunks(open, coding, x, chunksFor(frames, options), options.signal, noiseFeeds(config, part, frames, noise)),
      ),
    )
  }
}
