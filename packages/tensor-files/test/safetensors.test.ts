import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeSafetensors,
  encodeSafetensors,
  readSafetensorsHeader,
  readSafetensorsTensor,
  readTensor,
  readTensors,
  type SafetensorsEntry,
  type Tensor,
} from '../src/index.js'
import {
  anyTensors,
  beginnings,
  bitsOf,
  changedAt,
  counting,
  failing,
  fixture,
  HTML_PAGE,
  inFolder,
  isRefused,
  isSound,
  LFS_POINTER,
  latin1,
  left,
  ramp,
  right,
} from './support.js'

const simple: Tensor = { shape: [2, 1], data: Float32Array.of(1, -2) }

/** A file with this text as header, and this many bytes of zeros after it. */
const file = (header: string, dataBytes: number, claimed = new TextEncoder().encode(header).length): Uint8Array => {
  const length = new Uint8Array(8)
  new DataView(length.buffer).setBigUint64(0, BigInt(claimed), true)
  return Uint8Array.from([...length, ...new TextEncoder().encode(header), ...new Uint8Array(dataBytes)])
}

const refusal = (header: string, dataBytes = 8, claimed?: number) =>
  left(decodeSafetensors(file(header, dataBytes, claimed)))

const entry = (shape: string, begin: number | string, end: number | string, dtype = 'F32') =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":[${begin},${end}]}`

describe('a safetensors file', () => {
  it('comes back as it was written, names and bits, in memory and on disk', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'x.safetensors')
      await fc.assert(
        fc.asyncProperty(anyTensors, async (tensors) => {
          const bytes = right(encodeSafetensors(tensors))
          await writeFile(path, bytes)
          for (const back of [right(decodeSafetensors(bytes)), right(await readTensors(path)())]) {
            expect(new Set(back.keys())).toEqual(new Set(tensors.keys()))
            for (const [name, tensor] of tensors) {
              expect(back.get(name)?.shape).toEqual(tensor.shape)
              expect(bitsOf(back.get(name) ?? simple)).toEqual(bitsOf(tensor))
            }
          }
        }),
      )
    })
  })

  it('from the public library is read in every type', async () => {
    const tensors = right(decodeSafetensors(await readFile(fixture('types.safetensors'))))
    const flags = counting().map((i) => Number(i % 3 === 0))
    for (const [name, dtype, values] of [
      ['ramp', 'float32', ramp()],
      ['half', 'float16', ramp()],
      ['double', 'float64', ramp()],
      ['long', 'int64', counting()],
      ['int', 'int32', counting()],
      ['byte', 'uint8', counting()],
      ['flag', 'bool', flags],
    ] as const) {
      expect(tensors.get(name)).toEqual({ shape: [2, 3, 4], dtype, data: Float32Array.from(values) })
    }
    expect(tensors.get('scalar')).toEqual({ shape: [], dtype: 'float32', data: Float32Array.of(0.5) })
  })

  it('of bfloat16 is read exactly', () => {
    const bytes = Uint8Array.from([...file(`{"b":${entry('[2]', 0, 4, 'BF16')}}`, 0), 0x80, 0x3f, 0x49, 0xc0])
    expect(right(decodeSafetensors(bytes)).get('b')?.data).toEqual(Float32Array.of(1, -3.140625))
  })

  it('is listed from its header, and one tensor read by its range', async () => {
    const path = fixture('types.safetensors')
    const { entries, metadata } = right(await readSafetensorsHeader(path)())
    expect(metadata).toEqual(new Map([['note', 'a ramp']]))
    const half = entries.get('half')
    expect(half).toMatchObject({ name: 'half', dtype: 'float16', shape: [2, 3, 4], length: 48 })
    const tensor = half === undefined ? undefined : right(await readSafetensorsTensor(path, half)())
    expect(tensor?.data).toEqual(Float32Array.from(ramp()))
    expect(right(await readTensor(path, 'byte')()).data).toEqual(Float32Array.from(counting()))
  })

  it('that became shorter than its entry says is an error', async () => {
    const gone: SafetensorsEntry = { name: 'x', dtype: 'float32', shape: [2 ** 40], offset: 0, length: 2 ** 42 }
    expect(left(await readSafetensorsTensor(fixture('types.safetensors'), gone)())._tag).toBe('Truncated')
  })

  it('cut at any byte is an error, in memory and on disk', async () => {
    const parts = beginnings(right(encodeSafetensors(new Map([['x', simple]]))))
    expect(parts.filter((part) => !isRefused(decodeSafetensors(part)))).toEqual([])
    expect(await failing('x.safetensors', parts, isRefused)).toEqual([])
  })

  it('with one byte changed never throws', () => {
    const bytes = right(encodeSafetensors(new Map([['x', simple]])))
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        expect(isSound(decodeSafetensors(changedAt(bytes, at, value)))).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('whose offsets leave a hole, overlap, run backwards or past the end is refused', () => {
    const two = (a: string, b: string) => `{"a":${a},"b":${b}}`
    right(decodeSafetensors(file(two(entry('[1]', 4, 8), entry('[1]', 0, 4)), 8)))
    expect(refusal(two(entry('[1]', 0, 4), entry('[1]', 8, 12)), 12)._tag).toBe('Malformed')
    expect(refusal(two(entry('[1]', 0, 4), entry('[1]', 0, 4)), 4)._tag).toBe('Malformed')
    expect(refusal(two(entry('[2]', 0, 8), entry('[1]', 4, 8)), 8)._tag).toBe('Malformed')
    expect(refusal(`{"a":${entry('[1]', 4, 8)}}`, 8)._tag).toBe('Malformed')
    expect(refusal(`{"a":${entry('[1]', 4, 0)}}`, 8)._tag).toBe('Malformed')
    expect(refusal(`{"a":${entry('[1]', 0, 4)}}`, 8)._tag).toBe('Malformed')
    expect(refusal(`{"a":${entry('[4]', 0, 16)}}`, 8)).toMatchObject({ _tag: 'Truncated' })
    expect(refusal(`{"a":${entry('[1099511627776]', 0, 4 * 2 ** 40)}}`, 8)._tag).toBe('Truncated')
  })

  it('whose shapes, offsets or types are not what they must be is refused', () => {
    for (const bad of [
      entry('[3]', 0, 8),
      entry('[-2]', 0, 8),
      entry('[2.5]', 0, 8),
      entry('[-0]', 0, 0),
      entry('["2"]', 0, 8),
      entry('2', 0, 8),
      entry('[2]', '"0"', 8),
      entry('[2]', 0, '1e400'),
      entry('[2]', 0, '8,9'),
      entry('[134217728,134217728,134217728]', 0, 8),
      entry(`[${'1,'.repeat(65)}2]`, 0, 8),
      '{"dtype":"F32","shape":[2]}',
      '"text"',
      'null',
      '[]',
    ]) {
      expect(refusal(`{"a":${bad}}`)._tag).toBe('Malformed')
    }
    expect(refusal(`{"a":${entry('[8]', 0, 8, 'F8_E4M3')}}`)).toMatchObject({
      _tag: 'UnsupportedDtype',
      dtype: 'F8_E4M3',
    })
  })

  it('with a key twice is refused, however the key is spelt', () => {
    const twice = `{"a":${entry('[1]', 0, 4)},"\\u0061":${entry('[1]', 4, 8)}}`
    expect(refusal(twice)).toMatchObject({ _tag: 'Malformed', part: 'the safetensors header' })
    expect(refusal('{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}')._tag).toBe('Malformed')
    right(decodeSafetensors(file(`{"a{\\"":${entry('[1]', 0, 4)},"a\\\\":${entry('[1]', 4, 8)}}`, 8)))
  })

  it('with free text keeps it apart from the tensors, and refuses any that is no text', () => {
    right(decodeSafetensors(file('{"__metadata__":{"a":"b"}}', 0)))
    expect(refusal('{"__metadata__":{"a":1}}', 0)._tag).toBe('Malformed')
    expect(refusal('{"__metadata__":"a"}', 0)._tag).toBe('Malformed')
    expect(left(encodeSafetensors(new Map([['__metadata__', simple]])))._tag).toBe('UnwritableTensor')
  })

  it('with a tensor named __proto__ holds a tensor of that name and changes no prototype', () => {
    const tensors = right(decodeSafetensors(file(`{"__proto__":${entry('[2]', 0, 8)}}`, 8)))
    expect([...tensors.keys()]).toEqual(['__proto__'])
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  it('with a header that lies about its length or is no JSON is refused', () => {
    expect(refusal('{}', 0, 100_000_001)._tag).toBe('TooLarge')
    expect(left(decodeSafetensors(Uint8Array.from([255, 255, 255, 255, 255, 255, 255, 255, 0x7b, 0x7d])))._tag).toBe(
      'TooLarge',
    )
    expect(refusal('{}', 0, 99_999_999)._tag).toBe('Truncated')
    for (const header of ['{', '{]', '{"a":}', '{"a":1', '{} x']) expect(refusal(header, 0)._tag).toBe('Malformed')
    expect(left(decodeSafetensors(Uint8Array.from([3, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0xff, 0x7d])))._tag).toBe('Malformed')
    right(decodeSafetensors(file('{}   ', 0)))
    expect(refusal(' {}', 0)._tag).toBe('WrongFormat')
  })

  it('with a very deep or very escaped header never throws', () => {
    expect(refusal(`{"a":${'['.repeat(100_000)}`)._tag).toBe('Malformed')
    expect(refusal(`{"${'\\"'.repeat(100_000)}":1}`)._tag).toBe('Malformed')
  })

  it('that is something else is told so', () => {
    expect(left(decodeSafetensors(LFS_POINTER))._tag).toBe('GitLfsPointer')
    expect(left(decodeSafetensors(HTML_PAGE))._tag).toBe('HtmlPage')
    expect(left(decodeSafetensors(new Uint8Array(0)))._tag).toBe('EmptyFile')
    expect(left(decodeSafetensors(latin1('PK\x03\x04 and so on')))).toMatchObject({
      _tag: 'WrongFormat',
      found: 'a zip archive',
    })
  })
})
