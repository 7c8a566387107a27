import { describe, expect, it } from 'vitest'
import { int4Matrix } from '../../src/precision/int4.js'
import { int8Matrix } from '../../src/precision/int8.js'
import { multiplied } from './support.js'

const [OUTPUTS, INPUTS, ROWS] = [48, 96, 5]

const waves = (length: number, phase: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * i * 0.37 + phase) * (1 + (i % 7)))

/** What the 8-bit product is by definition, in whole numbers and without any bound on their size. */
const exactInt8 = (x: Float32Array, matrix: Float32Array): readonly number[] => {
  const { values, scales } = int8Matrix(matrix, OUTPUTS, INPUTS)
  return Array.from({ length: (x.length / INPUTS) * OUTPUTS }, (_, at) => {
    const [row, o] = [Math.floor(at / OUTPUTS), at % OUTPUTS]
    const token = x.subarray(row * INPUTS, (row + 1) * INPUTS)
    const most = Math.max(...token.map(Math.abs))
    const sum = token.reduce((all, value, i) => {
      const scaled = Math.fround(value * Math.fround(127 / most))
      return all + (scaled + 1.5 * 2 ** 52 - 1.5 * 2 ** 52) * (values[i * OUTPUTS + o] ?? NaN)
    }, 0)
    return (sum * (scales[o] ?? NaN) * most) / 127
  })
}

const worst = (ours: ArrayLike<number>, expected: readonly number[]): number =>
  Math.max(...expected.map((value, i) => Math.abs((ours[i] ?? NaN) - value))) / Math.max(...expected.map(Math.abs))

describe('the product in 8 bits', () => {
  it('is the sum of whole numbers, to the rounding of float32', async () => {
    const [x, matrix] = [waves(ROWS * INPUTS, 0), waves(OUTPUTS * INPUTS, 1)]
    expect(worst(await multiplied(x, matrix, OUTPUTS, INPUTS, 'int8'), exactInt8(x, matrix))).toBeLessThan(1e-6)
  })

  it('cuts off no sum, however large all values are', async () => {
    const [x, matrix] = [new Float32Array(ROWS * INPUTS).fill(3), new Float32Array(OUTPUTS * INPUTS).fill(-2)]
    expect(worst(await multiplied(x, matrix, OUTPUTS, INPUTS, 'int8'), exactInt8(x, matrix))).toBeLessThan(1e-6)
  })

  it('gives a token the same bits whatever is beside it', async () => {
    const [x, matrix] = [waves(ROWS * INPUTS, 2), waves(OUTPUTS * INPUTS, 3)]
    const loud = Float32Array.from(x, (value, i) => (i < INPUTS ? value : value * 1000))
    const [beside, other] = [
      await multiplied(x, matrix, OUTPUTS, INPUTS, 'int8'),
      await multiplied(loud, matrix, OUTPUTS, INPUTS, 'int8'),
    ]
    expect(other.slice(0, OUTPUTS)).toEqual(beside.slice(0, OUTPUTS))
  })

  it('makes zeros of zeros', async () => {
    const product = await multiplied(new Float32Array(INPUTS), waves(OUTPUTS * INPUTS, 4), OUTPUTS, INPUTS, 'int8')
    expect(product.every((value) => value === 0)).toBe(true)
  })
})

describe('the product in 4 bits', () => {
  it('is that of the unpacked weights, but for x in 8 bits', async () => {
    const [x, matrix] = [waves(ROWS * INPUTS, 0), waves(OUTPUTS * INPUTS, 1)]
    const { values, scales } = int4Matrix(matrix)
    const unpacked = Array.from({ length: matrix.length }, (_, i) => {
      const byte = values[i >> 1] ?? NaN
      return ((i % 2 === 0 ? byte & 15 : byte >> 4) - 8) * (scales[Math.floor(i / 32)] ?? NaN)
    })
    const expected = Array.from({ length: ROWS * OUTPUTS }, (_, at) =>
      x
        .subarray(Math.floor(at / OUTPUTS) * INPUTS, (Math.floor(at / OUTPUTS) + 1) * INPUTS)
        .reduce((sum, value, i) => sum + value * (unpacked[(at % OUTPUTS) * INPUTS + i] ?? NaN), 0),
    )
    expect(worst(await multiplied(x, matrix, OUTPUTS, INPUTS, 'int4'), expected)).toBeLessThan(0.01)
  })
})

describe('the product with halves', () => {
  it('is exact where the weights are halves', async () => {
    const x = Float32Array.from({ length: ROWS * INPUTS }, (_, i) => (i % 5) - 2)
    const matrix = Float32Array.from({ length: OUTPUTS * INPUTS }, (_, i) => ((i * 7) % 33) / 32)
    const expected = Array.from({ length: ROWS * OUTPUTS }, (_, at) =>
      x
        .subarray(Math.floor(at / OUTPUTS) * INPUTS, (Math.floor(at / OUTPUTS) + 1) * INPUTS)
        .reduce((sum, value, i) => sum + value * (matrix[(at % OUTPUTS) * INPUTS + i] ?? NaN), 0),
    )
    expect([...(await multiplied(x, matrix, OUTPUTS, INPUTS, 'fp16-weights'))]).toEqual(expected)
  })
})
