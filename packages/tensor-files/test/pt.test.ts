import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { readTensor, readTensors } from '../src/index.js'
import { archive, op, pickle, storage, tensor } from './pickles.js'
import {
  beginnings,
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
  onFile,
  ramp,
  right,
} from './support.js'

const readBytes = (bytes: Uint8Array) => onFile('x.pt', bytes, readTensors)
const read = async (name: string) => right(await readTensors(fixture(name))())
const refusal = async (bytes: Uint8Array) => left(await readBytes(bytes))

const values = [1, 2, 3, 4, 5, 6]
const good = tensor(storage('0', 6), 0, [2, 3], [3, 1])

describe('a .pt file of PyTorch', () => {
  it('of one tensor is read under the one name', async () => {
    const expected = { shape: [2, 3, 4], dtype: 'float32', data: Float32Array.from(ramp()) }
    expect(await read('tensor.pt')).toEqual(new Map([['tensor', expected]]))
    expect(right(await readTensor(fixture('tensor.pt'))())).toEqual(expected)
  })

  it('of views is read element by element through their strides', async () => {
    const tensors = await read('views.pt')
    const x = ramp()
    const at = (i: number, j: number, k: number) => x[12 * i + 4 * j + k] ?? NaN
    const transposed = [0, 1, 2, 3].flatMap((k) => [0, 1, 2].flatMap((j) => [0, 1].map((i) => at(i, j, k))))
    const part = [0, 1, 2].flatMap((j) => [1, 2].map((k) => at(1, j, k)))
    const expanded = [0, 1].flatMap((i) => Array.from({ length: 12 }, () => at(i, 0, 0)))
    expect(tensors.get('transposed')).toEqual({
      shape: [4, 3, 2],
      dtype: 'float32',
      data: Float32Array.from(transposed),
    })
    expect(tensors.get('part')).toEqual({ shape: [3, 2], dtype: 'float32', data: Float32Array.from(part) })
    expect(tensors.get('expanded')).toEqual({ shape: [2, 3, 4], dtype: 'float32', data: Float32Array.from(expanded) })
    expect(tensors.get('scalar')).toEqual({ shape: [], dtype: 'float32', data: Float32Array.of(-1) })
  })

  it('of nested values (pickle protocol 4) is read in every type, other values left out', async () => {
    const tensors = await read('types.pt')
    const flags = counting().map((i) => Number(i % 3 === 0))
    expect([...tensors.keys()]).toEqual([
      ...['half', 'bfloat16', 'double', 'long', 'int', 'byte', 'flag'].map((name) => `model.${name}`),
      'list.0',
      'list.1.0',
    ])
    for (const [name, dtype, expected] of [
      ['half', 'float16', ramp()],
      ['bfloat16', 'bfloat16', ramp()],
      ['double', 'float64', ramp()],
      ['long', 'int64', counting()],
      ['int', 'int32', counting()],
      ['byte', 'uint8', counting()],
      ['flag', 'bool', flags],
    ] as const) {
      expect(tensors.get(`model.${name}`)).toEqual({ shape: [2, 3, 4], dtype, data: Float32Array.from(expected) })
    }
    expect(tensors.get('list.1.0')?.data).toEqual(Float32Array.from(ramp().slice(20)))
  })

  it('of a module is read by the names of its state dictionary', async () => {
    const tensors = await read('state-dict.pt')
    const weight = Float32Array.of(-1, -0.875, -0.5, -0.375, 0, 0.125)
    expect(tensors.get('weight')).toEqual({ shape: [3, 2], dtype: 'float32', data: weight })
    expect(tensors.get('bias')?.data).toEqual(Float32Array.of(-1, -0.875, -0.75))
  })

  it.each(['beside.pt', 'beside-4.pt'])(
    'with a device, a size, sets, bytes and types beside the latents gives these: %s',
    async (name) => {
      const latents = { shape: [2, 3, 4], dtype: 'float32', data: Float32Array.from(ramp()) }
      expect(await read(name)).toEqual(new Map([['latents', latents]]))
      expect(right(await readTensor(fixture(name))())).toEqual(latents)
      expect(right(await readTensor(fixture(name), 'latents')())).toEqual(latents)
      expect(left(await readTensor(fixture(name), 'device')())._tag).toBe('NoSuchTensor')
    },
  )

  it('with tensors of types that are not read gives the others, and says so of these where they are asked for', async () => {
    const weights = { shape: [3, 4], dtype: 'float32', data: Float32Array.from(ramp(12)) }
    expect(await read('other-types.pt')).toEqual(new Map([['weights', weights]]))
    expect(right(await readTensor(fixture('other-types.pt'))())).toEqual(weights)
    for (const [name, dtype] of [
      ['short', 'torch.ShortStorage'],
      ['complex', 'torch.ComplexFloatStorage'],
      ['sixteen', 'a type that has no storage of its own (uint16, float8)'],
      ['eight', 'a type that has no storage of its own (uint16, float8)'],
      ['sparse', 'a sparse tensor'],
      ['quantized', 'a quantized tensor'],
      ['meta', 'a tensor without data'],
    ] as const)
      expect(left(await readTensor(fixture('other-types.pt'), name)())).toMatchObject({
        _tag: 'UnsupportedDtype',
        dtype,
      })
  })

  it('with one byte of its elements changed is refused, and read where it was saved without checksums', async () => {
    const bytes = archive(pickle(good), { 0: values })
    const [at] = [Buffer.from(bytes).indexOf(Buffer.from(Float32Array.from(values).buffer))]
    expect(await refusal(changedAt(bytes, at + 1, 9))).toMatchObject({ _tag: 'Malformed', part: 'storage "0"' })
    const unchecked = right(await readTensors(fixture('no-checksums.pt'))())
    expect(unchecked.get('tensor')?.data).toEqual(Float32Array.from(ramp()))
  })

  it('in the format from before 1.6, or of a type that is not read, is refused by name', async () => {
    expect(left(await readTensors(fixture('legacy.pt'))())._tag).toBe('LegacyTorchFile')
    const refused = { _tag: 'UnsupportedDtype', dtype: 'torch.ShortStorage' }
    expect(left(await readTensors(fixture('short.pt'))())).toMatchObject(refused)
  })

  it('that was deflated afterwards is read all the same', async () => {
    const elements = new Uint8Array(Float32Array.from(values).buffer)
    const bytes = zipSync({ 'x/data.pkl': pickle(good), 'x/data/0': elements }, { level: 9 })
    expect(right(await readBytes(bytes)).get('tensor')?.data).toEqual(Float32Array.from(values))
  })

  it('with keys such as __proto__ names tensors by them and changes no prototype', async () => {
    const data = pickle(op.dict, op.text('__proto__'), good, op.setItem)
    const tensors = right(await readBytes(archive(data, { 0: values })))
    expect([...tensors.keys()]).toEqual(['__proto__'])
    expect('shape' in {}).toBe(false)
  })

  it('that would run a command gives an error and runs nothing', async () => {
    await inFolder(async (folder) => {
      const target = join(folder, 'pwned')
      const path = join(folder, 'x.pt')
      for (const [module, name, argument] of [
        ['os', 'system', `touch ${target}`],
        ['posix', 'system', `touch ${target}`],
        ['builtins', 'eval', `open('${target}', 'w').close()`],
        ['builtins', 'exec', `open('${target}', 'w').close()`],
      ] as const) {
        const payload = [...op.global(module, name), ...op.mark, ...op.text(argument), ...op.tuple, ...op.call]
        for (const data of [pickle(payload), pickle(op.list, op.mark, good, payload, op.appends)]) {
          await writeFile(path, archive(data, { 0: values }))
          expect(left(await readTensors(path)())).toMatchObject({ _tag: 'UnknownGlobal', global: `${module}.${name}` })
          await writeFile(path, data)
          expect(left(await readTensors(path)())._tag).toBe('LegacyTorchFile')
        }
      }
      expect(await readdir(folder)).toEqual(['x.pt'])
    })
  })

  it('written on a big-endian machine, or with an unknown byte order, is refused', async () => {
    const ordered = (order: string) => archive(pickle(good), { 0: values }, { 'x/byteorder': latin1(order) })
    expect((await refusal(ordered('big')))._tag).toBe('BigEndianTorchFile')
    expect((await refusal(ordered('middle')))._tag).toBe('Malformed')
    right(await readBytes(ordered('little')))
  })

  it('whose storage is missing, or of another size than the pickle says, is refused before it is read', async () => {
    expect((await refusal(archive(pickle(good))))._tag).toBe('Malformed')
    expect((await refusal(archive(pickle(good), { 0: values.slice(1) })))._tag).toBe('Malformed')
    expect((await refusal(archive(pickle(good), { 0: [...values, 7] })))._tag).toBe('Malformed')
    const lying = tensor(storage('0', 2 ** 31 - 1), 0, [2 ** 31 - 1], [1])
    expect((await refusal(archive(pickle(lying), { 0: values })))._tag).toBe('Malformed')
    const elsewhere = tensor(storage('../../etc/passwd', 6), 0, [6], [1])
    expect((await refusal(archive(pickle(elsewhere), { 0: values })))._tag).toBe('Malformed')
  })

  it('whose tensor reaches outside its storage is refused', async () => {
    const outside = tensor(storage('0', 6), 1, [2, 3], [3, 1])
    expect((await refusal(archive(pickle(outside), { 0: values })))._tag).toBe('OutsideStorage')
  })

  it('that repeats one element past 2^26 times is refused before anything is allocated', async () => {
    const expanded = tensor(storage('0', 1), 0, [2 ** 20, 2 ** 20], [0, 0])
    expect(await refusal(archive(pickle(expanded), { 0: [1] }))).toMatchObject({ _tag: 'TooLarge', size: 2 ** 40 })
    const rest = Array.from({ length: 2 }, () => tensor(storage('0', 1), 0, [2 ** 26 - 1], [0]))
    const many = pickle(op.list, op.mark, tensor(storage('0', 1), 0, [2], [0]), ...rest, op.appends)
    expect(await refusal(archive(many, { 0: [1] }))).toMatchObject({
      _tag: 'TooLarge',
      size: 2 ** 26 - 1,
      limit: 2 ** 26 - 2,
    })
  })

  it('that contains itself, or unfolds without end, is refused', async () => {
    const itself = pickle(op.list, op.put(0), op.get(0), op.append)
    expect(await refusal(archive(itself))).toMatchObject({ _tag: 'TooLarge' })
    const doubling = Array.from({ length: 40 }, (_, i) => [...op.put(i), ...op.get(i), 0x86])
    expect(await refusal(archive(pickle(op.none, ...doubling)))).toMatchObject({ _tag: 'TooLarge' })
  })

  it('with two tensors of one name, or a name past 1000 characters, is refused', async () => {
    const inner = [...op.dict, ...op.text('b'), ...good, ...op.setItem]
    const twice = pickle(op.dict, op.text('a'), inner, op.setItem, op.text('a.b'), good, op.setItem)
    expect((await refusal(archive(twice, { 0: values })))._tag).toBe('Malformed')
    const long = pickle(op.dict, op.text('a'.repeat(1001)), good, op.setItem)
    expect((await refusal(archive(long, { 0: values })))._tag).toBe('TooLarge')
  })

  it('without exactly one pickle is refused', async () => {
    expect((await refusal(zipSync({ 'x/data/0': new Uint8Array(4) })))._tag).toBe('Malformed')
    expect((await refusal(archive(pickle(good), { 0: values }, { 'y/data.pkl': pickle(good) })))._tag).toBe('Malformed')
  })

  it('cut at any byte is an error', async () => {
    const parts = beginnings(archive(pickle(good), { 0: values }))
    expect(await failing('x.pt', parts, isRefused)).toEqual([])
  })

  it('with one byte changed never throws', async () => {
    const bytes = await readFile(fixture('tensor.pt'))
    // torch.save pads with the letter Z: what stands there means nothing.
    const meant = [...bytes.keys()].filter((at) => bytes[at] !== 0x5a)
    const changed = meant.map((at) => changedAt(bytes, at, (bytes[at] ?? 0) ^ 0x55))
    expect(await failing('x.pt', changed, isSound)).toEqual([])
  })

  it('that is something else is told so', async () => {
    expect((await refusal(LFS_POINTER))._tag).toBe('GitLfsPointer')
    expect((await refusal(HTML_PAGE))._tag).toBe('HtmlPage')
    expect((await refusal(new Uint8Array(0)))._tag).toBe('EmptyFile')
    expect((await refusal(latin1('hello')))._tag).toBe('WrongFormat')
  })
})
