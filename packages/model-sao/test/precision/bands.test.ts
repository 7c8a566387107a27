import { mkdir, open, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { StoredWeight, Weights } from '@sigmastream/checkpoint'
import { encodeModel, input, openSession, sourcesOf } from '@sigmastream/onnx'
import { option as O } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { rowBands } from '../../src/graph/bands.js'
import { linearLayer, linearParts } from '../../src/graph/layer.js'
import { whole } from '../../src/graph/matrix.js'
import { int8Bands, int8Matrix } from '../../src/precision/int8.js'
import { headerOf } from '../../src/precision/layout.js'
import { packedNames } from '../../src/precision/pack.js'
import { findPacked, type PackedModel, packedPath, packModel } from '../../src/precision/packed-weights.js'
import { PRECISIONS } from '../../src/precision/precision.js'
import { originOf } from '../../src/precision/read.js'
import { blankSeal, contentChecksum, sealHeader } from '../../src/precision/seal.js'
import { inFolder, MATRIX, NAME, packing, right } from './support.js'

const [PARTS, WIDTH, ROWS] = [3, 64, 5]
const OUTPUTS = PARTS * WIDTH
const data = Float32Array.from({ length: OUTPUTS * WIDTH }, (_, i) => Math.sin(i * i * 0.37) * (1 + (i % 7)))
const x = Float32Array.from({ length: ROWS * WIDTH }, (_, i) => Math.cos(i * 1.7) * (1 + (i % 5)))
const weights = { [MATRIX]: { shape: [OUTPUTS, WIDTH], data } }
const tokens = input('x', 'float32', ['rows', WIDTH])

/** The product with the matrix as a whole, and each of its parts. */
const products = async (folder: string, held: Weights): Promise<readonly Float32Array[]> => {
  const outputs = {
    all: right(linearLayer(held, NAME, WIDTH, OUTPUTS))(tokens),
    ...Object.fromEntries(
      right(linearParts(held, NAME, WIDTH, OUTPUTS, PARTS))(tokens).map((part, i) => [`part${i}`, whole(part)]),
    ),
  }
  const session = right(await openSession(right(encodeModel(outputs)), { threads: 1, externalFolder: folder })())
  const answer = right(
    await session
      .run({ x: { type: 'float32', dims: [ROWS, WIDTH], data: x } })()
      .finally(session.close),
  )
  return ['all', 'part0', 'part1', 'part2'].map((name) => {
    const value = answer[name]
    if (value?.type !== 'float32') throw new Error('no product')
    return value.data
  })
}

/** The file as it was before matrices lay in bands. */
const writeWithoutBands = async (packed: PackedModel): Promise<void> => {
  const path = packedPath(packed)
  const matrix = int8Matrix(data, OUTPUTS, WIDTH)
  const names = packedNames(MATRIX, 'int8')
  const header = headerOf(
    [
      { name: names.values, dtype: 'U8', shape: [WIDTH, OUTPUTS] },
      { name: names.scales, dtype: 'F32', shape: [OUTPUTS] },
    ],
    { ...originOf(packed), version: '1', kept: '[]', ...blankSeal },
  )
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, Buffer.concat([header, Buffer.from(matrix.values.buffer), Buffer.from(matrix.scales.buffer)]))
  const file = await open(path, 'r+')
  const content = await contentChecksum(file, header.length)
  await file.close()
  const bytes = await readFile(path)
  bytes.set(sealHeader(header, content ?? ''))
  await writeFile(path, bytes)
}

describe('a matrix by bands of its outputs', () => {
  it.each(PRECISIONS)('makes parts of the bits that the product has as a whole, in %s', (precision) =>
    inFolder(async (folder) => {
      const packed = await packing(folder, weights, precision === 'fp32' ? 'int8' : precision)
      const held = right(await packModel(packed, precision === 'fp32' ? [MATRIX] : [], {})()).weights
      const [all = x, ...parts] = await products(dirname(packedPath(packed)), held)
      const rows = Array.from({ length: ROWS }, (_, row) =>
        parts.flatMap((part) => [...part.subarray(row * WIDTH, (row + 1) * WIDTH)]),
      )
      expect(rows.flat()).toEqual([...all])
      expect(all.some((value) => value !== 0)).toBe(true)
    }),
  )

  it('is packed in 8 bits in squares, which hold what the whole would', () =>
    inFolder(async (folder) => {
      const packed = await packing(folder, weights, 'int8')
      const held = right(right(await packModel(packed, [], {})()).weights.matrix(MATRIX, [OUTPUTS, WIDTH]))
      if (held._tag !== 'Int8') throw new Error('not in 8 bits')
      const bytes = await readFile(packedPath(packed))
      const { values } = int8Matrix(data, OUTPUTS, WIDTH)
      expect(held.bands.map(({ shape }) => shape)).toEqual([
        [WIDTH, WIDTH],
        [WIDTH, WIDTH],
        [WIDTH, WIDTH],
      ])
      held.bands.forEach(({ offset, length }, band) => {
        const expected = Array.from({ length: WIDTH * WIDTH }, (_, at) => {
          const [i, o] = [Math.floor(at / WIDTH), band * WIDTH + (at % WIDTH)]
          return values[i * OUTPUTS + o]
        })
        expect([...new Int8Array(bytes.subarray(offset, offset + length))]).toEqual(expected)
      })
    }))

  it('is a whole where it is not made of squares', () => {
    expect([int8Bands(8, 2), int8Bands(2, 2), int8Bands(3, 2), int8Bands(2, 8)]).toEqual([4, 1, 1, 1])
  })

  it('is packed anew where a file was written before there were bands', () =>
    inFolder(async (folder) => {
      const packed = await packing(folder, weights, 'int8')
      await writeWithoutBands(packed)
      expect(O.isNone(await findPacked(packed)())).toBe(true)
      right(await packModel(packed, [], {})())
      expect(O.isSome(await findPacked(packed)())).toBe(true)
    }))

  it('rounds the tokens to 8 bits once for all parts, and takes nothing apart', () =>
    inFolder(async (folder) => {
      const held = right(await packModel(await packing(folder, weights, 'int8'), [], {})()).weights
      const parts = right(linearParts(held, NAME, WIDTH, OUTPUTS, PARTS))(tokens)
      const made = sourcesOf(parts.map(whole)).flatMap((source) => (source._tag === 'Node' ? [source.op] : []))
      const times = (op: string): number => made.filter((one) => one === op).length
      expect(['QuantizeLinear', 'MatMulIntegerToFloat', 'Split', 'Slice', 'Concat'].map(times)).toEqual([1, 3, 0, 0, 0])
    }))
})

describe('the rows of a weight that is stored in parts', () => {
  const part = (offset: number) => ({ type: 'float32', shape: [4, 3], file: '/a', offset, length: 48 }) as const
  const stored: StoredWeight = { name: 'a', shape: [12, 3], parts: [part(100), part(1000), part(500)] }
  const places = (count: number) =>
    rowBands(stored, count).map(({ shape, parts }) => [
      shape[0],
      ...parts.map(({ offset, length }) => [offset, length]),
    ])

  it('lie where these lie, as many bands as parts', () => {
    expect(places(3)).toEqual([
      [4, [100, 48]],
      [4, [1000, 48]],
      [4, [500, 48]],
    ])
  })

  it('go from one part into the next where a band does', () => {
    expect(places(2)).toEqual([
      [6, [100, 48], [1000, 24]],
      [6, [1024, 24], [500, 48]],
    ])
  })

  it('are those of each part where there are more bands', () => {
    expect(places(6).flatMap(([, place]) => [place])).toEqual([100, 124, 1000, 1024, 500, 524].map((at) => [at, 24]))
  })
})
