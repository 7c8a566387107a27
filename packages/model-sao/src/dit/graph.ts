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

/** What the graph is fed with, by the names of its inputs. */
const inputsOf = ({ ioChannels, globalCondDim, condTokenDim }: DitConfig) => ({
  x: input('x', 'float32', ['batch', ioChannels, 'frames']),
  t: input('t', 'float32', ['batch']),
  global: input('global', 'float32', ['batch', globalCondDim]),
  branches: input('branches', 'int64', [1]),
  context: input('context', 'float32', ['rows', 'tokens', condTokenDim]),
})

/**
 * The answer of the diffusion transformer over the weights in place, for any batch and number of frames. Its inputs:
 * `x` `[batch, ioChannels, frames]`, `t` `[batch]`, `global` `[batch, globalCondDim]`, `branches` `[1]`, `context`
 * `[told branches * batch, tokens, condTokenDim]`, `scale` `[1]` or `[frames]`, the number `phi`; it is `[batch,
 * ioChannels, frames]`.
 * Errors: `MissingWeight`, `WrongShape`.
 */
export const ditOutput = (config: DitConfig, weights: Weights): E.Either<CheckpointError, F32> => {
  const inputs = inputsOf(config)
  const strength = { scale: input('scale', 'float32', ['scales']), phi: input('phi', 'float32', []) }
  return pipe(
    transformer(weights, config),
    E.map((ask) => guidedOutput(ask(inputs).output, inputs.x, config.ioChannels, strength)),
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

/**
 * The tokens after each block, before any guidance, as an ONNX model with the outputs `hidden0`, `hidden1` and so on,
 * each `[branches * batch, 1 + frames, embedDim]`: what another implementation is compared with inside. Inputs as
 * `ditOutput`, without `scale` and `phi`. Errors: as `ditModel`.
 */
export const ditHidden = (
  config: DitConfig,
  weights: Weights,
): E.Either<CheckpointError | Refused, Uint8Array<ArrayBuffer>> =>
  pipe(
    transformer(weights, config),
    E.flatMap((ask) =>
      encodeModel(Object.fromEntries(ask(inputsOf(config)).hidden.map((state, i) => [`hidden${i}`, state] as const))),
    ),
  )
