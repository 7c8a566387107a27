import { constant } from '@sigmastream/onnx'
import type { RotaryTables } from '@sigmastream/onnx/operators'
import { cos, type F32, mul, positionsAlong, reshape, sin } from '@sigmastream/onnx/operators'

/** 1 / base^(2i / rotaryDim), rounded to float32 at each step as PyTorch does. Su et al. 2021, section 3.2.2. */
const inverseFrequencies = (rotaryDim: number, base: number): F32 => {
  const data = Float32Array.from(
    { length: rotaryDim / 2 },
    (_, i) => 1 / Math.fround(base ** Math.fround((2 * i) / rotaryDim)),
  )
  return constant({ type: 'float32', dims: [rotaryDim / 2], data })
}

/**
 * Tables for all tokens of x `[batch, tokens, width]`, computed in float32 when the graph runs, for any number of
 * tokens. The frequencies are made, never read: where a checkpoint stores them it may be in half precision, which turns
 * the thousandth token by up to a quarter of a radian. stable-audio-tools `models/transformer.py`, `RotaryEmbedding`.
 */
export const rotaryTables = (rotaryDim: number, base = 10_000): ((x: F32) => RotaryTables) => {
  const frequencies = inverseFrequencies(rotaryDim, base)
  return (x) => {
    const angles = mul(reshape(positionsAlong(x, 1), [-1, 1]), frequencies)
    return { cosines: cos(angles), sines: sin(angles) }
  }
}
