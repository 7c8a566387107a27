import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeModel, input, type Tensor, type Value } from '../src/index.js'
import { add, gemm, mul, pad, reshape, slice, softmax } from '../src/operators/index.js'
import { f32, right, withSession } from './support.js'

/** What a graph over a [2, 3] and b [3, 2] computes. */
const compute = (
  outputs: (a: Value<'float32'>, b: Value<'float32'>) => Value<'float32'>,
  a: readonly number[],
  b: readonly number[],
) => {
  const y = outputs(input('a', 'float32', [2, 3]), input('b', 'float32', [3, 2]))
  return withSession(right(encodeModel({ y })), async (session): Promise<Tensor> => {
    const result = right(await session.run({ a: f32([2, 3], a), b: f32([3, 2], b) })())['y']
    if (result === undefined) throw new Error('no output y')
    return result
  })
}

const six = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 6, maxLength: 6 })
const some = { numRuns: 5 }

describe('operators', () => {
  it('add, mul and reshape work element by element', () =>
    fc.assert(
      fc.asyncProperty(six, six, async (a, b) => {
        const y = await compute((u, v) => mul(add(u, reshape(v, [2, 3])), u), a, b)
        expect(y).toEqual(
          f32(
            [2, 3],
            a.map((x, i) => (x + b[i]!) * x),
          ),
        )
      }),
      some,
    ))

  it('gemm multiplies matrices, as they are or transposed', () =>
    fc.assert(
      fc.asyncProperty(six, six, async (a, b) => {
        const product = (
          rows: number,
          columns: number,
          inner: number,
          u: (i: number, k: number) => number,
          v: (k: number, j: number) => number,
        ) =>
          f32(
            [rows, columns],
            Array.from({ length: rows * columns }, (_, n) =>
              Array.from({ length: inner }, (__, k) => u(Math.floor(n / columns), k) * v(k, n % columns)).reduce(
                (x, y) => x + y,
                0,
              ),
            ),
          )
        const [A, B] = [(i: number, k: number) => a[3 * i + k]!, (k: number, j: number) => b[2 * k + j]!]
        expect(await compute((u, v) => gemm(u, v), a, b)).toEqual(product(2, 2, 3, A, B))
        expect(await compute((u, v) => gemm(u, v, { a: true, b: true }), a, b)).toEqual(
          product(
            3,
            3,
            2,
            (i, k) => A(k, i),
            (k, j) => B(j, k),
          ),
        )
      }),
      some,
    ))

  it('softmax sums to one along the last dimension, however large its inputs', async () => {
    const y = await compute((u) => softmax(u), [0, Math.log(3), -1e30, 3e38, 0, 0], [0, 0, 0, 0, 0, 0])
    expect([...y.data].map((p) => Number(Number(p).toFixed(6)))).toEqual([0.25, 0.75, 0, 1, 0, 0])
  })

  it('pad puts zeros around and, where negative, takes away; slice takes a part', async () => {
    const [a, b] = [
      [1, 2, 3, 4, 5, 6],
      [0, 0, 0, 0, 0, 0],
    ]
    expect(await compute((u) => pad(u, [0, 1], [1, -1]), a, b)).toEqual(f32([3, 3], [0, 1, 2, 0, 4, 5, 0, 0, 0]))
    expect(await compute((u) => slice(u, 1, 1, 3), a, b)).toEqual(f32([2, 2], [2, 3, 5, 6]))
  })
})
