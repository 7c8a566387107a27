import type { StoredPart } from '@sigmastream/checkpoint'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { placeTensors } from '../../src/checkpoint/diffusers/place.js'

const part = (shape: readonly number[]): StoredPart => ({ type: 'float32', shape, file: 'x', offset: 0, length: 0 })

/** Tensors q, k and v are the parts of one weight, in that order. */
const placed = (q: readonly number[], k: readonly number[], v: readonly number[]) =>
  placeTensors(
    new Map([
      ['v', part(v)],
      ['q', part(q)],
      ['k', part(k)],
    ]),
    (name) => ({ name: 'qkv', index: 'qkv'.indexOf(name), of: 3 }),
  )

describe('parts of one weight', () => {
  it('are put one after the other in their own order, however many rows each has', () => {
    expect(placed([2, 3, 5], [4, 3, 5], [6, 3, 5])).toEqual(
      E.right([{ name: 'qkv', shape: [12, 3, 5], parts: [part([2, 3, 5]), part([4, 3, 5]), part([6, 3, 5])] }]),
    )
  })

  it.each([
    ['one column count', [2, 4, 5]],
    ['another', [2, 3, 6]],
    ['the number of dimensions', [2, 3]],
    ['more dimensions', [2, 3, 5, 1]],
  ])('are refused where one differs in %s', (_, odd) => {
    const expected = E.left({ _tag: 'WrongShape', name: 'qkv', expected: [2, 3, 5], actual: odd })
    expect(placed([2, 3, 5], [2, 3, 5], odd)).toEqual(expected)
    expect(placed([2, 3, 5], odd, [2, 3, 5])).toEqual(expected)
  })
})

describe('the rows of one tensor in another order', () => {
  const whole: StoredPart = { type: 'bfloat16', shape: [6, 2], file: 'x', offset: 100, length: 24 }
  const inOrder = (groups: readonly number[]) =>
    placeTensors(new Map([['fused', whole]]), () => ({ name: 'qkv', index: 0, of: 1, groups }))

  it('are parts of it, each where it lies', () => {
    const group = (i: number): StoredPart => ({ ...whole, shape: [2, 2], offset: 100 + 8 * i, length: 8 })
    expect(inOrder([2, 0, 1])).toEqual(E.right([{ name: 'qkv', shape: [6, 2], parts: [2, 0, 1].map(group) }]))
  })

  it('stay where they are if they are no equal groups, which its shape tells later', () => {
    expect(inOrder([3, 2, 1, 0])).toEqual(E.right([{ name: 'qkv', shape: [6, 2], parts: [whole] }]))
  })
})
