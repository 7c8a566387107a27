import { type Latent, type Refused, refuse } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import type { CodingOptions } from './coding-options.js'
import type { CodingNetwork } from './in-chunks.js'

/** The shape of what a network is given, unless it does not take it, or the chunks asked for are none: `Refused`. */
export const checkInput = (
  { part, input }: CodingNetwork,
  { shape }: Latent,
  { chunk }: CodingOptions,
): E.Either<Refused, Latent['shape']> =>
  shape[1] !== input.channels || shape[0] < 1 || shape[2] < 1
    ? refuse(part, `${input.name} of [${shape.join(', ')}]`, `[batch, ${input.channels}, length], none of them 0`)
    : chunk !== undefined && (!Number.isSafeInteger(chunk) || chunk < 1)
      ? refuse(part, `chunks of ${chunk} frames`, 'a whole number of at least 1')
      : E.right(shape)
