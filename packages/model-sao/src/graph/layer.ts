import type { Weights } from '@sigmastream/checkpoint'
import { add, type F32, slice } from '@sigmastream/onnx/operators'
import { either as E, readonlyNonEmptyArray as RNEA } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import { bandsOf, rowBands } from './bands.js'
import { type Pieces, productsOf, whole } from './matrix.js'
import { weightValue } from './weight.js'

/** A part of a network with its weights inside: from a value of the graph to another. */
export type Layer = (x: F32) => F32

/** A layer that takes what lies in pieces, and gives such. */
type PiecesLayer = (x: Pieces) => Pieces

/** A layer that makes several things of a value at once, each in as many pieces as the others. */
type PartsLayer = (x: F32) => RNEA.ReadonlyNonEmptyArray<Pieces>

/** The weight of that name and shape as a value: `MissingWeight`, `WrongShape`. */
export const weight = (weights: Weights, name: string, shape: readonly number[]): E.Either<CheckpointError, F32> =>
  pipe(weights.get(name, shape), E.map(weightValue))

/** x W^T, in pieces as W lies: in `parts` of them, unless it lies otherwise. */
const linearPieces = (
  weights: Weights,
  name: string,
  inputs: number,
  outputs: number,
  parts: number,
): E.Either<CheckpointError, PiecesLayer> =>
  pipe(
    weights.matrix(`${name}.weight`, [outputs, inputs]),
    E.map((matrix) => bandsOf(matrix, parts)),
    E.map((bands) => (x) => RNEA.map(productsOf(x))(bands)),
  )

/** The same plus b. */
const biasedPieces = (
  weights: Weights,
  name: string,
  inputs: number,
  outputs: number,
  parts: number,
): E.Either<CheckpointError, PiecesLayer> =>
  pipe(
    E.Do,
    E.bind('times', () => linearPieces(weights, name, inputs, outputs, parts)),
    E.bindW('bias', () => weights.get(`${name}.bias`, [outputs])),
    E.map(({ times, bias }) => (x) => {
      const products = times(x)
      const biases = RNEA.map(weightValue)(rowBands(bias, products.length))
      return RNEA.map(([product, own]: readonly [F32, F32]) => add(product, own))(RNEA.zip(products, biases))
    }),
  )

const all =
  (layer: PiecesLayer): Layer =>
  (x) =>
    whole(layer([x]))

/** The result of a layer by equal parts: whole pieces, unless these go across. */
const inParts =
  (parts: number, outputs: number) =>
  (layer: PiecesLayer): PartsLayer =>
  (x) => {
    const pieces = layer([x])
    if (pieces.length % parts === 0) return RNEA.chunksOf(pieces.length / parts)(pieces)
    const width = outputs / parts
    return RNEA.makeBy((i): Pieces => [slice(whole(pieces), -1, i * width, (i + 1) * width)])(parts)
  }

/** x W^T, PyTorch's `Linear(bias=False)`: `[..., inputs]` to `[..., outputs]`, from `NAME.weight`. */
export const linearLayer = (
  weights: Weights,
  name: string,
  inputs: number,
  outputs: number,
): E.Either<CheckpointError, Layer> => pipe(linearPieces(weights, name, inputs, outputs, 1), E.map(all))

/** x W^T + b, PyTorch's `Linear`: `[..., inputs]` to `[..., outputs]`, from `NAME.weight` and `NAME.bias`. */
export const biasedLinearLayer = (
  weights: Weights,
  name: string,
  inputs: number,
  outputs: number,
): E.Either<CheckpointError, Layer> => pipe(biasedPieces(weights, name, inputs, outputs, 1), E.map(all))

/** `biasedLinearLayer` of what lies in pieces. */
export const biasedLayerOfPieces = (
  weights: Weights,
  name: string,
  inputs: number,
  outputs: number,
): E.Either<CheckpointError, (x: Pieces) => F32> =>
  pipe(
    biasedPieces(weights, name, inputs, outputs, 1),
    E.map((layer) => (x) => whole(layer(x))),
  )

/**
 * `linearLayer`, of whose outputs as many as `parts` are made, one after the other, each as wide as the others: without
 * a copy, where the matrix lies so that it can be multiplied with part by part.
 */
export const linearParts = (
  weights: Weights,
  name: string,
  inputs: number,
  outputs: number,
  parts: number,
): E.Either<CheckpointError, PartsLayer> =>
  pipe(linearPieces(weights, name, inputs, outputs, parts), E.map(inParts(parts, outputs)))

/** `biasedLinearLayer`, by parts as `linearParts` gives them. */
export const biasedParts = (
  weights: Weights,
  name: string,
  inputs: number,
  outputs: number,
  parts: number,
): E.Either<CheckpointError, PartsLayer> =>
  pipe(biasedPieces(weights, name, inputs, outputs, parts), E.map(inParts(parts, outputs)))
