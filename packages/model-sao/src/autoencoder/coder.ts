import { type Latent, refuse } from '@sigmastream/core'
import type { OnnxError, Session } from '@sigmastream/onnx'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Lazy } from '../lazy.js'
import { chunksOf } from './chunks.js'
import type { CodingError } from './errors.js'
import { type Coding, inChunks } from './in-chunks.js'
import type { Layer } from './layers.js'
import { bytesOfFrame, chunkFrames } from './memory.js'
import { reachOf } from './reach.js'

/** How one run is made. */
export interface CodingOptions {
  /** Frames that are kept of each chunk: a whole number of at least 1. Without it, what the memory at hand allows. */
  readonly chunk?: number
  /** Ends the run before its next chunk, with `RunAborted`. */
  readonly signal?: AbortSignal
}

/** x `[batch, channels, length]` through a network, in chunks of bounded memory. `Refused` where it does not fit. */
export type Coder = (x: Latent, options: CodingOptions) => TE.TaskEither<CodingError, Latent>

const checked = ({ part, input }: Coding, { shape }: Latent, { chunk }: CodingOptions) =>
  shape[1] !== input.channels || shape[0] < 1 || shape[2] < 1
    ? refuse(part, `${input.name} of [${shape.join(', ')}]`, `[batch, ${input.channels}, length], none of them 0`)
    : chunk !== undefined && (!Number.isSafeInteger(chunk) || chunk < 1)
      ? refuse(part, `chunks of ${chunk} frames`, 'a whole number of at least 1')
      : E.right(shape)

/**
 * A coder of `layers`. `available` says how many bytes of memory are free: it is asked at each run without a `chunk`, after
 * the weights have been loaded.
 */
export const coder = (
  coding: Coding, layers: readonly Layer[], session: Lazy<OnnxError, Session>, available: () => number,
): Coder => {
  const { input, output } = coding
  const reach = reachOf(layers, input.rate, output.rate)
  const perFrame = bytesOfFrame(layers, input.rate)
  return (x, options) =>
    pipe(
      TE.fromEither(checked(coding, x, options)),
      TE.flatMap((): TE.TaskEither<CodingError, Latent> =>
        pipe(
          session.get,
          TE.flatMap((opened) => {
            const size = options.chunk ?? chunkFrames(available(), perFrame, reach)
            return inChunks(opened, coding, x, chunksOf(Math.ceil(x.shape[2] / input.rate), size, reach), options.signal)
          }),
        )),
    )
}
