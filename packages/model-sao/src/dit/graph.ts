import type { Refused } from '@sigmastream/core'
import { encodeModel, input } from '@sigmastream/onnx'
import type { F32 } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { Weights } from '../checkpoint/weights.js'
import type { DitConfig } from './config.js'
import { guidedOutput } from './guided-output.js'
import { transformer } from './transformer.js'

/**
 * The answer of the diffusion transformer over the weights in place, for any batch and number of frames. Its inputs:
 * `x` `[batch, ioChannels, frames]`, `t` `[batch]`, `global` `[batch, globalCondDim]`, `branches` `[1]`, `context`
 * `[told branches * batch, tokens, condTokenDim]`, `scale` `[1]` or `[frames]`, the number `phi`; it is `[batch,
 * ioChannels, frames]`.
 * Errors: `MissingWeight`, `WrongShape`.
 */
export const ditOutput = (config: DitConfig, weights: Weights): E.Either<CheckpointError, F32> => {
  const { ioChannels, globalCondDim, condTokenDim } = config
  const x = input('x', 'float32', ['batch', ioChannels, 'frames'])
  const t = input('t', 'float32', ['batch'])
  const global = input('global', 'float32', ['batch', globalCondDim])
  const branches = input('branches', 'int64', [1])
  const context = input('context', 'float32', ['rows', 'tokens', condTokenDim])
  const strength = { scale: input('scale', 'float32', ['scales']), phi: input('phi', 'float32', []) }
  return pipe(
    transformer(weights, config),
    E.map((ask) => guidedOutput(ask({ x, t, global, branches, context }), x, ioChannels, strength)),
  )
}

/**
 * `ditOutput` as an ONNX model, with the one output `output`. Errors: `MissingWeight`, `WrongShape`, `Refused`.
 */
export const ditModel = (
  config: DitConfig,
  weights: Weights,
): E.Either<CheckpointError | Refused, Uint8Array<ArrayBuffer>> =>
  pipe(
    ditOutput(config, weights),
    E.flatMap((output) => encodeModel({ output })),
  )
