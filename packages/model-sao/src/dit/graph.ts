import type { Weights } from '@sigmastream/checkpoint'
import type { Refused } from '@sigmastream/core'
import { encodeModel, input } from '@sigmastream/onnx'
import type { F32 } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { DitConfig } from './config.js'
import { TEXT } from './dims.js'
import { guidedOutput } from './guided-output.js'
import { TIME_FEATURES } from './timestep.js'
import { transformer } from './transformer.js'

/**
 * What the graph is fed with, by the names of its inputs. A network whose time enters as a token is of those before
 * Stable Audio 3: it takes every token of the text as it is, and all frames as valid.
 */
const inputsOf = ({ ioChannels, globalCondDim, condTokenDim, localDim, globalBy, timeFeatures }: DitConfig) => ({
  x: input('x', 'float32', ['batch', ioChannels, 'frames']),
  time:
    timeFeatures === 'learned' ? input('t', 'float32', ['batch']) : input('time', 'float32', ['batch', TIME_FEATURES]),
  global: input('global', 'float32', ['batch', globalCondDim]),
  branches: input('branches', 'int64', [1]),
  context: input('context', 'float32', [...TEXT, condTokenDim]),
  ...(globalBy === 'token'
    ? {}
    : {
        often: input('often', 'float32', TEXT),
        valid: input('valid', 'float32', ['valid rows', 'valid tokens', 1]),
      }),
  ...(localDim === 0
    ? {}
    : {
        local: input('local', 'float32', ['items', localDim, 'told frames']),
        localGain: input('localGain', 'float32', [1]),
      }),
})

/**
 * The answer of the diffusion transformer over the weights in place, for any batch and number of frames. Its inputs:
 * `x` `[batch, ioChannels, frames]`, `t` `[batch]` (or `time` `[batch, 256]`, its features, where they are fixed),
 * `global` `[batch, globalCondDim]`, `branches` `[1]`, `context` `[told branches * batch, tokens, condTokenDim]`,
 * `scale` `[1]` or `[frames]`, the number `phi`; by the kind of network also `often`, `valid`, `local` and
 * `localGain` of `NetworkInputs`. It is `[batch, ioChannels, frames]`.
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
 * each `[branches * batch, front + frames, embedDim]`: what another implementation is compared with inside. Inputs as
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
