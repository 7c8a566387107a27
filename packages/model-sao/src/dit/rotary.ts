import { constant } from '@sigmastream/onnx'
import type { RotaryTables } from '@sigmastream/onnx/operators'
import { cos, type F32, mul, positionsAlong, reshape, sin } from '@sigmastream/onnx/operators'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { Weights } from '../checkpoint/weights.js'
import { weight } from '../graph/layer.js'

const BASE = 10_000

/** 1 / 10000^(2i / rotaryDim), rounded to float32 at each step as PyTorch does. Su et al. 2021, section 3.2.2. */
const inverseFrequencies = (rotaryDim: number): F32 => {
  const data = Float32Array.from(
    { length: rotaryDim / 2 },
    (_, i) => 1 / Math.fround(BASE ** Math.fround((2 * i) / rotaryDim)),
  )
  return constant({ type: 'float32', dims: [rotaryDim / 2], data })
}

/**
 * Tables for all tokens of x `[batch, tokens, width]`, computed in float32 when the graph runs, for any number of
 * tokens. The frequencies are those of the checkpoint where it stores them (the single-file layout does), else those
 * that they were made by. stable-audio-tools `models/transformer.py`, `RotaryEmbedding`.
 */
export const rotaryTables = (
  weights: Weights,
  prefix: string,
  rotaryDim: number,
): E.Either<CheckpointError, (x: F32) => RotaryTables> => {
  const name = `${prefix}.rotary_pos_emb.inv_freq`
  return pipe(
    weights.names.includes(name) ? weight(weights, name, [rotaryDim / 2]) : E.right(inverseFrequencies(rotaryDim)),
    E.map((frequencies) => (x) => {
      const angles = mul(reshape(positionsAlong(x, 1), [-1, 1]), frequencies)
      return { cosines: cos(angles), sines: sin(angles) }
    }),
  )
}
