import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import { encodeNpy, type FileError, type StoredTensor, type Tensor } from '../src/index.js'
import { npyTensor } from '../src/npy.js'
import { readNpyHeader } from '../src/npy-header.js'
import {
  anyTensor,
  beginnings,
  bitsOf,
  changedAt,
  counting,
  failing,
  fixture,
  HTML_PAGE,
  isRefused,
  isSound,
  LFS_POINTER,
  latin1,
  left,
  ramp,
  right,
} from './support.js'

/** The tensor in the bytes of a `.npy` file; `file` is what errors call it. */
const decodeNpy = (bytes: Uint8Array, file = 'these bytes'): E.Either<FileError, StoredTensor> =>
  pipe(
    readNpyHeader(file, bytes, bytes.length),
    E.map((header) => npyTensor(header, bytes.subarray(header.dataStart))),
  )

const read = async (name: string) => right(decodeNpy(await readFile(fixture(name)), name))

/** A `.npy` of version 1.0 with this dictionary, and this many bytes of zeros after it. */
const npy = (dict: string, dataBytes: number): Uint8Array => {
  const length = [dict.length & 255, dict.length >> 8]
  return Uint8Array.from([...latin1('\x93NUMPY\x01\x00'), ...length, ...latin1(dict), ...new Uint8Array(dataBytes)])
}

const dictOf = (descr: string, shape: string) => `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`

const refusal = (dict: string, dataBytes = 4) => left(decodeNpy(npy(dict, dataBytes)))

const simple: Tensor = { shape: [3], data: Float32Array.of(1, -2, 0.5) }

describe('a .npy file', () => {
  it('comes back as it was written, bit for bit', () => {
    fc.assert(
      fc.property(anyTensor, (tensor) => {
        const back = right(decodeNpy(right(encodeNpy(tensor))))
        expect(back.shape).toEqual(tensor.shape)
        expect(back.dtype).toBe('float32')
        expect(bitsOf(back)).toEqual(bitsOf(tensor))
      }),
    )
  })

  it('begins its elements at a multiple of 64 bytes', () => {
    fc.assert(
      fc.property(anyTensor, (tensor) => {
        expect((right(encodeNpy(tensor)).length - 4 * tensor.data.length) % 64).toBe(0)
      }),
    )
  })

  it('of halves is read exactly', async () => {
    expect(await read('half.npy')).toEqual({ shape: [2, 3, 4], dtype: 'float16', data: Float32Array.from(ramp()) })
  })

  it('in Fortran order and big-endian is read in row-major order', async () => {
    expect(await read('fortran-big-endian.npy')).toEqual({
      shape: [2, 3, 4],
      dtype: 'float64',
      data: Float32Array.from(ramp()),
    })
  })

  it('of version 2 and 3 is read as of version 1', async () => {
    expect(await read('version-2.npy')).toEqual({ shape: [2, 3, 4], dtype: 'float32', data: Float32Array.from(ramp()) })
    expect(await read('version-3.npy')).toEqual({
      shape: [2, 3, 4],
      dtype: 'int64',
      data: Float32Array.from(counting()),
    })
  })

  it('of booleans, of one number and of none is read', async () => {
    const flags = counting().map((i) => Number(i % 3 === 0))
    expect(await read('bool.npy')).toEqual({ shape: [2, 3, 4], dtype: 'bool', data: Float32Array.from(flags) })
    expect(await read('scalar.npy')).toEqual({ shape: [], dtype: 'float32', data: Float32Array.of(0.5) })
    expect(await read('empty.npy')).toEqual({ shape: [2, 0, 4], dtype: 'float32', data: new Float32Array(0) })
  })

  it('of int64 rounds each value once, to the nearest float32', () => {
    // Between 2^60 and its neighbour 2^60 + 2^37 the tie is 2^60 + 2^36: one more goes up, though float64 cannot hold
    // it.
    const values = [2n ** 60n + 2n ** 36n, 2n ** 60n + 2n ** 36n + 1n, -(2n ** 60n) - 2n ** 36n - 1n, -(2n ** 63n), -5n]
    const bytes = new Uint8Array(BigInt64Array.from(values).buffer)
    const dict = dictOf("'<i8'", '(5,)')
    const tensor = right(decodeNpy(Uint8Array.from([...npy(dict, 0), ...bytes])))
    expect([...tensor.data]).toEqual([2 ** 60, 2 ** 60 + 2 ** 37, -(2 ** 60) - 2 ** 37, -(2 ** 63), -5])
  })

  it('cut at any byte is an error', () => {
    expect(beginnings(right(encodeNpy(simple))).filter((part) => !isRefused(decodeNpy(part)))).toEqual([])
  })

  it('cut at any byte is an error on disk as well', async () => {
    const parts = beginnings(right(encodeNpy(simple)))
    expect(await failing('x.npy', parts, isRefused)).toEqual([])
  })

  it('with one byte changed never throws', () => {
    const bytes = right(encodeNpy(simple))
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const result = pipe(
          decodeNpy(changedAt(bytes, at, value)),
          E.map((tensor) => new Map([['x', tensor]])),
        )
        expect(isSound(result)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('of another element type is refused by its name', () => {
    for (const descr of ['<c8', '|O', '<U5', '<i2', '>u4', '|S3', '<M8[ns]', '=f4', 'f4', '|f4']) {
      expect(refusal(dictOf(`'${descr}'`, '(1,)'))).toMatchObject({
        _tag: 'UnsupportedDtype',
        dtype: `NumPy type ${descr}`,
      })
    }
    expect(refusal("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}")._tag).toBe('UnsupportedDtype')
  })

  it('that claims more elements than it has bytes is cut short, and nothing is allocated for them', () => {
    expect(refusal(dictOf("'<f4'", '(1099511627776,)'))).toMatchObject({
      _tag: 'Truncated',
      needed: 4 * 2 ** 40,
      found: 4,
    })
    expect(refusal(dictOf("'<f4'", '(67108864, 134217728, 134217728)'))._tag).toBe('Malformed')
    expect(refusal(dictOf("'<f4'", `(${'9'.repeat(400)},)`))._tag).toBe('Malformed')
    expect(refusal(dictOf("'<f4'", `(${'1, '.repeat(65)})`))._tag).toBe('Malformed')
  })

  it('with bytes after its elements, or a negative dimension, is refused', () => {
    expect(refusal(dictOf("'<f4'", '(1,)'), 5)._tag).toBe('Malformed')
    expect(refusal(dictOf("'<f4'", '(-1,)'))._tag).toBe('Malformed')
  })

  it('with a header that is no plain dictionary of three is refused, and never evaluated', () => {
    const good = dictOf("'<f4'", '(1,)')
    right(decodeNpy(npy(good, 4)))
    for (const dict of [
      '',
      '{}',
      'x' + good,
      good + 'x',
      good.replace("'descr'", "'other'"),
      good.replace('}', "'more': 1, }"),
      good.replace('}', "'descr': '<f4', }"),
      good.replace('(1,)', '(1)'),
      good.replace('(1,)', '(1.5,)'),
      good.replace('(1,)', '[1]'),
      good.replace('(1,)', '(1,,)'),
      good.replace('False', "__import__('os').system('touch pwned')"),
      good.replace('False', "'False'"),
      good.replace("'<f4'", 'True'),
      good.replace(', ', ' '),
      good.slice(0, -1),
    ]) {
      expect(['Malformed', 'UnsupportedDtype']).toContain(refusal(dict)._tag)
    }
  })

  it('of an unknown version or with an oversized header is refused', () => {
    const bytes = npy(dictOf("'<f4'", '(1,)'), 4)
    expect(left(decodeNpy(Uint8Array.from(bytes, (byte, i) => (i === 6 ? 4 : byte))))._tag).toBe('Malformed')
    const oversized = Uint8Array.from([...latin1('\x93NUMPY\x02\x00'), 255, 255, 255, 255, ...new Uint8Array(100)])
    expect(left(decodeNpy(oversized))._tag).toBe('Malformed')
  })

  it('that is something else is told so', () => {
    expect(left(decodeNpy(new Uint8Array(0)))._tag).toBe('EmptyFile')
    expect(left(decodeNpy(LFS_POINTER))._tag).toBe('GitLfsPointer')
    expect(left(decodeNpy(HTML_PAGE))._tag).toBe('HtmlPage')
    expect(left(decodeNpy(latin1('PK\x03\x04 and so on')))).toMatchObject({
      _tag: 'WrongFormat',
      found: 'a zip archive',
    })
    expect(left(decodeNpy(latin1('\x80\x04\x95 and so on')))).toMatchObject({ _tag: 'WrongFormat', found: 'a pickle' })
  })

  it('is not made of a tensor whose shape and values disagree', () => {
    expect(left(encodeNpy({ shape: [2, 2], data: new Float32Array(3) }))._tag).toBe('UnwritableTensor')
    expect(left(encodeNpy({ shape: [-1], data: new Float32Array(1) }))._tag).toBe('Malformed')
  })
})
