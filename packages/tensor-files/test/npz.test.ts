import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { crc32 } from '../src/crc32.js'
import { encodeNpy, encodeNpz, readTensor, readTensors, type Tensor } from '../src/index.js'
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
  LFS_POINTER,
  latin1,
  left,
  onFile,
  ramp,
  right,
} from './support.js'

const simple: Tensor = { shape: [2, 1], data: Float32Array.of(1, -2) }

const readBytes = (bytes: Uint8Array) => onFile('x.npz', bytes, readTensors)

/** A zip archive of one member that was deflated already. */
const zipOfPacked = (name: string, member: Uint8Array, packed: Uint8Array): Uint8Array => {
  const bytes = (size: 2 | 4, ...values: readonly number[]) =>
    values.flatMap((value) => Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** i) % 256))
  const sizes = bytes(4, crc32(member), packed.length, member.length)
  const common = [...bytes(2, 20, 0, 8, 0, 33), ...sizes, ...bytes(2, name.length, 0)]
  const local = [...latin1('PK\x03\x04'), ...common, ...latin1(name), ...packed]
  const central = [
    ...latin1('PK\x01\x02'),
    ...bytes(2, 20),
    ...common,
    ...bytes(2, 0, 0, 0),
    ...bytes(4, 0, 0),
    ...latin1(name),
  ]
  const end = [
    ...latin1('PK\x05\x06'),
    ...bytes(2, 0, 0, 1, 1),
    ...bytes(4, central.length, local.length),
    ...bytes(2, 0),
  ]
  return Uint8Array.from([...local, ...central, ...end])
}

/** The archive with every 32-bit little-endian occurrence of `from` written over by `to`. */
const patched = (bytes: Uint8Array, from: number, to: number): Uint8Array => {
  const copy = Uint8Array.from(bytes)
  const view = new DataView(copy.buffer)
  for (let at = 0; at + 4 <= copy.length; at++) if (view.getUint32(at, true) === from) view.setUint32(at, to, true)
  return copy
}

describe('a .npz file', () => {
  it('comes back as it was written, names and bits', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'x.npz')
      await fc.assert(
        fc.asyncProperty(anyTensors, async (tensors) => {
          await writeFile(path, right(encodeNpz(tensors)))
          const back = right(await readTensors(path)())
          expect([...back.keys()]).toEqual([...tensors.keys()])
          for (const [name, tensor] of tensors) {
            expect(back.get(name)?.shape).toEqual(tensor.shape)
            expect(bitsOf(back.get(name) ?? simple)).toEqual(bitsOf(tensor))
          }
        }),
      )
    })
  })

  it('is the same for the same tensors, whenever it is made', () => {
    fc.assert(
      fc.property(anyTensors, (tensors) => {
        expect(right(encodeNpz(tensors))).toEqual(right(encodeNpz(tensors)))
      }),
    )
  })

  it('from NumPy is read, deflated or stored', async () => {
    const deflated = right(await readTensors(fixture('deflated.npz'))())
    expect(deflated.get('ramp')).toEqual({ shape: [2, 3, 4], dtype: 'float32', data: Float32Array.from(ramp()) })
    expect(deflated.get('ints')).toEqual({ shape: [2, 3, 4], dtype: 'int64', data: Float32Array.from(counting()) })
    expect(right(await readTensor(fixture('stored.npz'))()).data).toEqual(Float32Array.from(ramp()))
  })

  it('with a README, a pickle, folders and arrays of other types beside gives the one that is read', async () => {
    const latents = { shape: [2, 3, 4], dtype: 'float32', data: Float32Array.from(ramp()) }
    const path = fixture('beside.npz')
    expect(right(await readTensors(path)())).toEqual(new Map([['sub/latents', latents]]))
    expect(right(await readTensor(path)())).toEqual(latents)
    for (const [name, error] of [
      ['README', { _tag: 'Malformed', part: 'member "README"' }],
      ['meta.pkl', { _tag: 'Malformed', part: 'member "meta.pkl"' }],
      ['names', { _tag: 'UnsupportedDtype', dtype: 'NumPy type <U1' }],
      ['objects', { _tag: 'UnsupportedDtype', dtype: 'NumPy type |O' }],
      ['sixteen', { _tag: 'UnsupportedDtype', dtype: 'NumPy type <u2' }],
      ['latents', { _tag: 'NoSuchTensor', names: ['sub/latents'] }],
    ] as const)
      expect(left(await readTensor(path, name)())).toMatchObject(error)
  })

  it('with a member that is damaged is not taken for one without it', async () => {
    const member = right(encodeNpy(simple))
    const both = zipSync({ 'x.npy': member, 'y.npy': member.subarray(0, 60), x: latin1('a name twice') })
    expect(left(await readBytes(both))._tag).toBe('Truncated')
    expect(left(await onFile('x.npz', both, readTensor))).toMatchObject({ _tag: 'NotOneTensor', names: ['x', 'y'] })
    expect(right(await onFile('x.npz', both, (path) => readTensor(path, 'x')))).toMatchObject(simple)
  })

  it('with a member that cannot be unpacked is read but for it', async () => {
    const member = right(encodeNpy(simple))
    // The way of packing, of the README, in its local and its central header: one that is rare.
    const locked = Uint8Array.from(zipSync({ README: latin1('nothing'), 'x.npy': member }, { level: 0 }))
    const text = Buffer.from(locked).toString('latin1')
    for (const at of [text.indexOf('PK\x03\x04') + 8, text.indexOf('PK\x01\x02') + 10]) locked[at] = 9
    expect(right(await onFile('x.npz', locked, readTensor))).toMatchObject(simple)
  })

  it('is read where deflate made its beginning longer', async () => {
    // Many values first and then one value only, in one block without repeats: the codes of the many are longer than a
    // byte.
    const bits = Uint32Array.from({ length: 10_000 }, (_, i) => (i < 2600 ? Math.imul(i, 2654435761) >>> 0 : 0))
    const data = new Float32Array(bits.buffer)
    const member = right(encodeNpy({ shape: [10_000], data }))
    const packed = deflateRawSync(member, { strategy: constants.Z_HUFFMAN_ONLY, memLevel: 9 })
    expect(inflateRawSync(packed.subarray(0, 10_500), { finishFlush: constants.Z_SYNC_FLUSH }).length).toBeLessThan(
      10_000,
    )
    const back = right(await readBytes(zipOfPacked('x.npy', member, packed))).get('x')
    expect(back?.data).toEqual(data)
  })

  it('cut at any byte is an error', async () => {
    const archives = ([0, 9] as const).map((level) => zipSync({ 'x.npy': right(encodeNpy(simple)) }, { level }))
    expect(await failing('x.npz', archives.flatMap(beginnings), isRefused)).toEqual([])
  })

  it('with one byte changed never gives other values', async () => {
    const bytes = zipSync({ 'x.npy': right(encodeNpy(simple)) }, { level: 9 })
    const changed = [...bytes].flatMap((byte, at) => [byte ^ 0x11, 0xff].map((value) => changedAt(bytes, at, value)))
    const same = (tensor: Tensor) => isDeepStrictEqual(bitsOf(tensor), bitsOf(simple))
    const wrong = await failing(
      'x.npz',
      changed,
      (result) => isRefused(result) || [...right(result).values()].every(same),
    )
    expect(wrong).toEqual([])
  })

  it('whose member does not unpack to what its header says is refused', async () => {
    const zeros = new Uint8Array(5_000_000)
    const header = right(encodeNpy(simple)).subarray(0, 128)
    const bomb = zipSync({ 'x.npy': Uint8Array.from([...header, ...zeros]) }, { level: 9 })
    expect(bomb.length).toBeLessThan(10_000)
    expect(left(await readBytes(bomb))).toMatchObject({ _tag: 'Malformed', part: 'the array' })
  })

  it('whose member unpacks to more than the archive says is refused', async () => {
    const member = right(encodeNpy({ shape: [1000], data: new Float32Array(1000) }))
    const lying = patched(zipSync({ 'x.npy': member }, { level: 9 }), member.length, member.length - 4000)
    expect(left(await readBytes(lying))._tag).toBe('Malformed')
  })

  it('that claims an impossible inflation is refused before it is unpacked', async () => {
    const member = right(encodeNpy(simple))
    const lying = patched(zipSync({ 'x.npy': member }, { level: 9 }), member.length, 2 ** 31)
    expect(left(await readBytes(lying))).toMatchObject({ _tag: 'Malformed', part: 'member "x.npy"' })
  })

  it('that honestly inflates past four elements a byte and 2^26 is refused', async () => {
    const count = 2 ** 26 + 1
    const dict = `{'descr': '|u1', 'fortran_order': False, 'shape': (${count},), }`
    const member = new Uint8Array(10 + dict.length + count)
    member.set([...latin1('\x93NUMPY\x01\x00'), dict.length, 0, ...latin1(dict)])
    const bomb = zipSync({ 'x.npy': member }, { level: 9 })
    expect(left(await readBytes(bomb))).toMatchObject({ _tag: 'TooLarge', size: count, limit: 2 ** 26 })
  })

  it('with a wrong checksum, a member that is no array, or no archive at all is refused', async () => {
    const good = zipSync({ 'x.npy': right(encodeNpy(simple)) }, { level: 0 })
    const at = good.length - 100
    const damaged = Uint8Array.from(good, (byte, i) => (i === at ? byte ^ 1 : byte))
    expect(left(await readBytes(damaged))._tag).toBe('Malformed')
    expect(left(await readBytes(zipSync({ 'x.txt': latin1('hello') })))._tag).toBe('Malformed')
    expect(left(await readBytes(zipSync({ 'x.npy': latin1('hello') })))._tag).toBe('WrongFormat')
    expect(left(await readBytes(right(encodeNpy(simple))))).toMatchObject({
      _tag: 'WrongFormat',
      found: 'a NumPy array',
    })
    expect(left(await readBytes(LFS_POINTER))._tag).toBe('GitLfsPointer')
    expect(left(await readBytes(HTML_PAGE))._tag).toBe('HtmlPage')
    expect(left(await readBytes(new Uint8Array(0)))._tag).toBe('EmptyFile')
  })

  it('is not made with a name that is no Unicode', () => {
    expect(left(encodeNpz(new Map([['\ud800', simple]])))._tag).toBe('UnwritableTensor')
  })
})
