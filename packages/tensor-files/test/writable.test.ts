import type { ReadonlyF32 } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { checkAllWritable, checkWritable } from '../src/writable.js'

/** As many zeros as are wanted, without the memory for them: only their number is looked at. */
const zeros = (length: number): ReadonlyF32 => ({
  length,
  slice: () => new Float32Array(0),
  subarray: () => new Float32Array(0),
  [Symbol.iterator]: () => [][Symbol.iterator](),
})

describe('a tensor that is to be written', () => {
  it('has as many values as its shape says', () => {
    const reason = 'it has 5 values; its shape [2, 3] has 6'
    expect(checkWritable('x.npy', 'a', { shape: [2, 3], data: new Float32Array(5) })).toEqual(
      E.left({ _tag: 'UnwritableTensor', file: 'x.npy', name: 'a', reason }),
    )
  })

  it('is, with all others of the file, smaller than 2 GiB', () => {
    const tensors = (...sizes: readonly number[]) =>
      new Map(sizes.map((size, i) => [`${i}`, { shape: [size], data: zeros(size) }] as const))
    expect(checkAllWritable('x.npz', tensors(2 ** 28, 2 ** 28 - 1))).toSatisfy(E.isRight)
    expect(checkAllWritable('x.npz', tensors(2 ** 28, 2 ** 28))).toMatchObject({
      left: { _tag: 'TooLarge', size: 2 ** 31, limit: 2 ** 31 - 1 },
    })
  })
})
