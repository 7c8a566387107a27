import { type Frame, fingerprintOf, type Plan } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { FileError } from '../error.js'
import { encodeSafetensors } from '../safetensors.js'
import { frameVersion } from './codec.js'
import { frameKey } from './key.js'
import { partsOfTree } from './tree.js'

/** What is stored beside a frame, and what errors call the bytes. */
export interface FrameOptions {
  readonly beside?: unknown
  readonly file?: string
}

/**
 * A frame of a plan as the bytes of a safetensors file: see {@link saveFrame}. Errors: `UnwritableFrame`, `TooLarge`.
 */
export const encodeFrame = (
  plan: Plan,
  { at, carry, denoised }: Frame,
  { beside = null, file = 'these bytes' }: FrameOptions = {},
): E.Either<FileError, Uint8Array> =>
  pipe(
    partsOfTree({ plan: fingerprintOf(plan), at, carry, denoised, beside }),
    E.mapLeft(({ path, what }): FileError => ({ _tag: 'UnwritableFrame', file, part: path.join('.'), what })),
    E.flatMap(({ json, latents, tensors }) =>
      encodeSafetensors(
        tensors,
        file,
        new Map([[frameKey, JSON.stringify({ version: frameVersion, latents, tree: json })]]),
      ),
    ),
  )
