import type { Weights } from '@sigmastream/checkpoint'
import { add, type F32 } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import { storedProduct } from './matrix.js'
import { weightValue } from './weight.js'

/** A part of a network with its weights inside: from a value of the graph to another. */
export type Layer = (x: F32) => F32

/** The weight of that name and shape as a value: `MissingWeight`, `WrongShape`. */
export const weight = (weights: Weights, name: string, shape: readonly number[]): E.Either<CheckpointError, F32> =>
  pipe(weights.get(name, shape), E.map(weightValue))

/** x W^T, PyTorch's `Linear(bias=False)`: `[..., inputs]` to `[..., outputs]`, from `NAME.weight`. */
export const linearLayer = (
  weights: Weights,
  name: string,
  inputs: number,
  outputs: number,
): E.Either<CheckpointError, Layer> =>
  pipe(
    weights.matrix(`${name}.weight`, [outputs, inputs]),
    E.map((matrix) => (x) => storedProduct(x, matrix)),
  )

/** x W^T + b, PyTorch's `Linear`: `[..., inputs]` to `[..., outputs]`, from `NAME.weight` and `NAME.bias`. */
export const biasedLinearLayer = (
  weights: Weights,
  name: string,
  inputs: number,
  outputs: number,
): E.Either<CheckpointError, Layer> =>
  pipe(
    E.Do,
    E.bind('times', () => linearLayer(weights, name, inputs, outputs)),
    E.bind('bias', () => weight(weights, `${name}.bias`, [outputs])),
    E.map(
      ({ times, bias }) =>
        (x) =>
          add(times(x), bias),
    ),
  )
