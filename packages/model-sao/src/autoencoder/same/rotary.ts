import { constant } from '@sigmastream/onnx'
import { cos, type F32, mul, positionsAlong, type RotaryTables, reshape, sin } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../checkpoint/errors.js'
import type { StoredWeight, Weights } from '../../checkpoint/weights.js'
import { weightValue } from '../../graph/weight.js'

/** Tables for the tokens of x `[batch, tokens, width]`. */
export type ToRotaryTables = (x: F32) => RotaryTables

const BASE = 10_000

/** 1 / 10000^(i / count), rounded to float32 at each step as PyTorch does. Su et al. 2021, section 3.2.2. */
const usualFrequencies = (count: number): F32 => {
  const data = Float32Array.from(
    { length: count },
    (_, i) => 1 / Math.fround(BASE ** Math.fround((2 * i) / (2 * count))),
  )
  return constant({ type: 'float32', dims: [count], data })
}

const isExact = ({ parts }: StoredWeight): boolean => parts.every(({ type }) => type === 'float32')

/**
 * The rotary tables of a block, from the frequencies that lie with it (`NAME.inv_freq`). Where they are not there, as in
 * diffusers, or in half precision, which would turn the thousandth token by a quarter of a radian, they are computed.
 * `WrongShape`. Source: stable-audio-3 `models/transformer.py`, `RotaryEmbedding` (half of a head's dimensions).
 */
export const rotaryTables = (
  weights: Weights,
  name: string,
  headWidth: number,
): E.Either<CheckpointError, ToRotaryTables> => {
  const count = headWidth / 4
  const stored = weights.get(`${name}.inv_freq`, [count])
  return pipe(
    stored,
    E.map((found) => (isExact(found) ? weightValue(found) : usualFrequencies(count))),
    E.orElse((error) => (error._tag === 'MissingWeight' ? E.right(usualFrequencies(count)) : E.left(error))),
    E.map((frequencies) => (x) => {
      const angles = mul(reshape(positionsAlong(x, 1), [-1, 1]), frequencies)
      return { cosines: cos(angles), sines: sin(angles) }
    }),
  )
}
