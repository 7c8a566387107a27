import type { ReadonlyF32 } from '@sigmastream/core'
import type { Tensor } from '@sigmastream/onnx'
import type { Embedding } from './conditioning.js'

/** Tokens of a text, `[rows, tokens, width]`, and the logarithm of how often each is there, `[rows, tokens]`. */
interface ToldTokens {
  readonly context: Tensor<'float32'>
  readonly often: Tensor<'float32'>
}

/** A run of equal tokens of one row: where its first begins, and how many there are. */
interface EqualTokens {
  readonly start: number
  readonly count: number
}

/** What is added where a row has no token, but others have: nothing is left of it in a softmax. */
const ABSENT = -1e30

const areEqual = (data: ReadonlyF32, a: number, b: number, width: number): boolean => {
  for (let i = 0; i < width; i++) if (data[a + i] !== data[b + i]) return false
  return true
}

const equalTokens = (data: ReadonlyF32, from: number, tokens: number, width: number): readonly EqualTokens[] => {
  const runs: EqualTokens[] = []
  for (let token = 0; token < tokens; token++) {
    const [start, last] = [from + token * width, runs.at(-1)]
    if (last !== undefined && areEqual(data, last.start, start, width))
      runs[runs.length - 1] = { ...last, count: last.count + 1 }
    else runs.push({ start, count: 1 })
  }
  return runs
}

/** Rows are told 16, 32 or 64 tokens, or a multiple of 64, as many as the longest of them has or a few more. */
const [LEAST, MULTIPLE] = [16, 64]

const roundedUp = (tokens: number): number =>
  tokens > MULTIPLE
    ? Math.ceil(tokens / MULTIPLE) * MULTIPLE
    : Math.max(LEAST, 2 ** Math.ceil(Math.log2(Math.max(1, tokens))))

/**
 * How many tokens `toldOnce` tells each row of `[rows, tokens, width]`, up to the next multiple of 64: rows of one such
 * number have the bits together that each has alone. Within 64, what fills a row up adds zeros at the end of each sum.
 */
export const countsTold = ({ dims: [rows = 0, tokens = 0, width = 0], data }: Embedding): readonly number[] =>
  Array.from(
    { length: rows },
    (_, row) => MULTIPLE * Math.ceil(equalTokens(data, row * tokens * width, tokens, width).length / MULTIPLE),
  )

/**
 * Tokens of which equal ones behind each other are told once, with how often: attention sees no order in them, so that
 * n of a kind are one whose weight in the softmax is n times as large. Most of a prompt is the padding behind it, which
 * is one vector again and again.
 */
export const toldOnce = ({ dims: [rows = 0, tokens = 0, width = 0], data }: Tensor<'float32'>): ToldTokens => {
  const told = Array.from({ length: rows }, (_, row) => equalTokens(data, row * tokens * width, tokens, width))
  const most = roundedUp(Math.max(...told.map(({ length }) => length)))
  const context = new Float32Array(rows * most * width)
  const often = new Float32Array(rows * most).fill(ABSENT)
  told.forEach((runs, row) =>
    runs.forEach(({ start, count }, i) => {
      context.set(data.subarray(start, start + width), (row * most + i) * width)
      often[row * most + i] = Math.log(count)
    }),
  )
  return {
    context: { type: 'float32', dims: [rows, most, width], data: context },
    often: { type: 'float32', dims: [rows, most], data: often },
  }
}
