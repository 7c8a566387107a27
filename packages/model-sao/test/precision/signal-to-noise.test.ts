import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoredWeight } from '@sigmastream/checkpoint'
import { readSafetensorsHeader } from '@sigmastream/tensor-files'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { BLOCK, int4Matrix } from '../../src/precision/int4.js'
import { int8Matrix } from '../../src/precision/int8.js'
import { countOf, inGroups } from '../../src/precision/measure/in-groups.js'
import { signalToNoise } from '../../src/precision/measure/signal-to-noise.js'
import type { PackedPrecision } from '../../src/precision/precision.js'
import { encodeRaw, inFolder } from '../checkpoint/support.js'
import { right } from '../load/support.js'

const [OUTPUTS, INPUTS, ROWS] = [48, 64, 20] as const

/** Numbers between -1 and 1 that look like none in particular. */
const numbers = (count: number, seed: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => ((Math.sin(i * 12.9898 + seed * 78.233) * 43758.5453) % 1) ** 3)

const weight = numbers(OUTPUTS * INPUTS, 1)
const rows = numbers(ROWS * INPUTS, 2)

const even = (value: number): number => {
  const below = Math.floor(value)
  return value - below === 0.5 ? below + (Math.abs(below) % 2) : Math.round(value)
}

/** `count` values rounded to multiples of a 127th of their largest. */
const in8Bits = (values: Float32Array, count: number): Float32Array =>
  values.map((value, i) => {
    const start = i - (i % count)
    const most = values.subarray(start, start + count).reduce((far, one) => Math.max(far, Math.abs(one)), 0)
    return (even((value * 127) / most) * most) / 127
  })

/** The weight and the rows as each precision has them, in plain numbers. */
const rounded: Readonly<Record<PackedPrecision, () => readonly [weight: Float32Array, rows: Float32Array]>> = {
  // A half has 10 bits of fraction; none of these is so small as to be subnormal and matter.
  'fp16-weights': () => [
    weight.map((value) => {
      const unit = 2 ** (Math.max(-14, Math.floor(Math.log2(Math.abs(value)))) - 10)
      return even(value / unit) * unit
    }),
    rows,
  ],
  int8: () => {
    const { values, scales } = int8Matrix(weight, OUTPUTS, INPUTS)
    return [
      weight.map((_, at) => {
        const [o, i] = [Math.floor(at / INPUTS), at % INPUTS]
        return (values[i * OUTPUTS + o] ?? NaN) * (scales[o] ?? NaN)
      }),
      in8Bits(rows, INPUTS),
    ]
  },
  int4: () => {
    const { values, scales } = int4Matrix(weight)
    return [
      weight.map(
        (_, at) => ((((values[at >> 1] ?? NaN) >> (4 * (at % 2))) & 15) - 8) * (scales[Math.floor(at / BLOCK)] ?? NaN),
      ),
      in8Bits(rows, BLOCK),
    ]
  },
}

const times = (x: Float32Array, w: Float32Array): readonly number[] =>
  Array.from({ length: ROWS * OUTPUTS }, (_, at) => {
    const [row, output] = [Math.floor(at / OUTPUTS), at % OUTPUTS]
    return Array.from(
      { length: INPUTS },
      (__, i) => (x[row * INPUTS + i] ?? NaN) * (w[output * INPUTS + i] ?? NaN),
    ).reduce((a, b) => a + b)
  })

const reference = (precision: PackedPrecision): number => {
  const [packedWeight, packedRows] = rounded[precision]()
  const [exact, packed] = [times(rows, weight), times(packedRows, packedWeight)]
  const energy = (values: readonly number[]): number => values.reduce((sum, value) => sum + value ** 2, 0)
  return 10 * Math.log10(energy(exact) / energy(exact.map((value, i) => value - (packed[i] ?? NaN))))
}

const measured = (precision: PackedPrecision, ...matrices: readonly Float32Array[]): Promise<readonly number[]> =>
  inFolder(async (folder) => {
    const path = join(folder, 'w.safetensors')
    const raw = matrices.map(
      (values, i) =>
        [`w${i}`, { dtype: 'F32', shape: [OUTPUTS, INPUTS], bytes: new Uint8Array(values.buffer) }] as const,
    )
    await writeFile(path, encodeRaw(new Map(raw)))
    const header = await readSafetensorsHeader(path)()
    if (E.isLeft(header)) throw new Error(header.left._tag)
    const all = [...header.right.entries.values()].map(({ name, shape, offset, length }, i) => ({
      matrix: { name, shape, parts: [{ type: 'float32', shape, file: path, offset, length }] } satisfies StoredWeight,
      // Each but the first sees fewer rows.
      rows: { width: INPUTS, data: rows.slice(i * INPUTS) },
    }))
    return right(await signalToNoise(all, precision, 1, undefined)())
  })

describe('the signal-to-noise ratio of a matrix', () => {
  it.each(['fp16-weights', 'int8', 'int4'] as const)(
    'in %s is that of the same product in plain numbers',
    async (precision) => {
      const expected = reference(precision)
      const [decibels = NaN] = await measured(precision, weight)
      expect(expected).toBeGreaterThan(15)
      expect(Math.abs(decibels - expected)).toBeLessThan(0.02)
    },
  )

  it('is infinite where nothing is lost, whatever else is measured', async () => {
    const exact = weight.map((value) => Math.round(value * 16) / 16)
    const [first, second = NaN, third] = await measured('fp16-weights', exact, weight, exact)
    expect([first, third]).toEqual([Infinity, Infinity])
    expect(second).toBeLessThan(100)
  })
})

describe('matrices that are measured together', () => {
  it.each(['fp16-weights', 'int8', 'int4'] as const)('in %s have the ratios they have alone', async (precision) => {
    const matrices = [weight, numbers(OUTPUTS * INPUTS, 3), numbers(OUTPUTS * INPUTS, 4)]
    const [first = NaN, ...others] = await measured(precision, ...matrices)
    expect(first).toBeCloseTo((await measured(precision, weight))[0] ?? NaN, 3)
    expect(others.filter((decibels) => decibels > 15)).toHaveLength(2)
  })
})

describe('what a half cannot hold', () => {
  it('is lost', async () => {
    expect(
      await measured(
        'fp16-weights',
        weight.map((value) => value * 1e6),
      ),
    ).toEqual([-Infinity])
  })
})

describe('what is measured together', () => {
  it('is everything, in order, in groups that are no larger than allowed unless they are of one', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 30 }))
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 60 }), (counts, most) => {
        const weights = counts.map(
          (count, i): StoredWeight => ({
            name: `w${i}`,
            shape: [count, 2],
            parts: [{ type: 'float32', shape: [count, 2], file: 'f', offset: 0, length: 0 }],
          }),
        )
        const groups = inGroups(weights, countOf, most)
        expect(groups.flat()).toEqual(weights)
        const sizeOf = (group: readonly StoredWeight[]): number =>
          group.reduce((sum, { shape: [count = NaN] }) => sum + 2 * count, 0)
        expect(groups.every((group) => group.length === 1 || (group.length > 1 && sizeOf(group) <= most))).toBe(true)
        // None could have taken the first of the next.
        expect(groups.slice(1).every((group, i) => sizeOf([...(groups[i] ?? []), ...group.slice(0, 1)]) > most)).toBe(
          true,
        )
      }),
    )
  })
})
