import type { ReadonlyF32 } from '@sigmastream/core'
import { type Better, peaks } from './peaks.js'

/** Every line of `[lines, length]` as `[lines, cells]`, by `peaks`. */
export const alongLines = (
  values: ReadonlyF32,
  length: number,
  edges: readonly number[],
  better: Better,
): Float32Array => {
  const [lines, cells] = [values.length / length, edges.length - 1]
  const out = new Float32Array(lines * cells)
  for (let i = 0; i < lines; i++)
    out.set(peaks(values.subarray(i * length, (i + 1) * length), edges, better), i * cells)
  return out
}

/** `[lines, length]` as `[length, lines]`. */
export const transpose = (values: ReadonlyF32, length: number): Float32Array => {
  const lines = values.length / length
  const out = new Float32Array(values.length)
  for (let line = 0; line < lines; line++) {
    // both have lines * length elements
    for (let i = 0; i < length; i++) out[i * lines + line] = values[line * length + i]!
  }
  return out
}
