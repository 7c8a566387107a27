import type { Weights } from '@sigmastream/checkpoint'
import { add, concat, type F32, linear, pad, reshape, transpose } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import { type Layer, weight } from '../../graph/layer.js'
import { normalizedWeight } from '../../graph/weight-norm.js'
import type { SameHalf } from './config.js'

/** x `[1, rows, width]` with each row between its neighbours, zeros where there is none. */
const betweenNeighbours = (x: F32): F32 => concat([pad(x, [0, 1, 0], [0, -1, 0]), x, pad(x, [0, -1, 0], [0, 1, 0])], 2)

/**
 * A convolution over patches as a product, its weight normed: `[1, patches, inputs]` to `[1, patches, outputs]`, from
 * `NAME.weight_g`, `NAME.weight_v` and `NAME.bias`; none where nothing is to be mapped. `MissingWeight`, `WrongShape`.
 * Source: stable-audio-3 `models/autoencoders.py`, `WNConv1d`.
 */
export const patchMapping = (
  weights: Weights,
  name: string,
  { mappingKernel: kernel }: SameHalf,
  inputs: number,
  outputs: number,
): E.Either<CheckpointError, Layer> =>
  inputs === outputs
    ? E.right((x) => x)
    : pipe(
        E.Do,
        E.bind('normed', () => normalizedWeight(weights, name, [outputs, inputs, kernel])),
        E.bind('bias', () => weight(weights, `${name}.bias`, [outputs])),
        E.map(({ normed, bias }) => {
          const matrix = reshape(transpose(normed, [0, 2, 1]), [outputs, kernel * inputs])
          return (x) => add(linear(kernel === 1 ? x : betweenNeighbours(x), matrix), bias)
        }),
      )
