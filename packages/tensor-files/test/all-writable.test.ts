import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { checkAllWritable } from '../src/writable.js'

const sound = { shape: [2], data: Float32Array.of(1, 2) }
const short = { shape: [2, 3], data: new Float32Array(5) }

describe('tensors that are to be written into one file', () => {
  it('are refused by the first that has other values than its shape says, by its name', () => {
    const tensors = new Map([
      ['a', sound],
      ['b', short],
      ['c', short],
    ])
    expect(checkAllWritable('x.npz', tensors)).toEqual(
      E.left({
        _tag: 'UnwritableTensor',
        file: 'x.npz',
        name: 'b',
        reason: 'it has 5 values; its shape [2, 3] has 6',
      }),
    )
    expect(checkAllWritable('x.npz', new Map([['a', sound]]))).toSatisfy(E.isRight)
  })
})
