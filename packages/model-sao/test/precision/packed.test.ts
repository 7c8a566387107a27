import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { option as O } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { describePackingError } from '../../src/precision/errors.js'
import { findPacked, findWhole, type PackedModel, packedCache, packModel } from '../../src/precision/packed-weights.js'
import type { PackedPrecision } from '../../src/precision/precision.js'
import { inFolder, MATRIX, packing, right } from './support.js'

const [OUTPUTS, INPUTS] = [6, 64]
const NORM = 'model.model.transformer.layers.0.pre_norm.gamma'
const OTHER = 'pretransform.model.decoder.layers.0.bias'

const weights = {
  [MATRIX]: { shape: [OUTPUTS, INPUTS], data: Float32Array.from({ length: OUTPUTS * INPUTS }, (_, i) => Math.sin(i)) },
  [NORM]: { shape: [3], data: Float32Array.of(1, 2, 3) },
  [OTHER]: { shape: [2], data: Float32Array.of(1, 2) },
}

const folderOf = ({ cache, identity }: PackedModel): string => join(cache, 'weights', identity)
const fileOf = (packed: PackedModel): string => join(folderOf(packed), `${packed.precision}.safetensors`)

const onPacking = (
  precision: PackedPrecision,
  use: (packed: PackedModel, folder: string) => Promise<void>,
): Promise<void> => inFolder(async (folder) => use(await packing(folder, weights, precision), folder))

describe.each(['fp16-weights', 'int8', 'int4'] as const)('weights packed as %s', (precision) => {
  it('are found again, the matrix packed, the rest of the transformer as it was, and nothing else', () =>
    onPacking(precision, async (packed) => {
      expect(O.isNone(await findPacked(packed)())).toBe(true)
      right(await packModel(packed, [], {})())
      const found = await findPacked(packed)()
      if (O.isNone(found)) throw new Error('not found')
      expect(found.value.kept).toEqual([])
      expect(right(found.value.weights.matrix(MATRIX, [OUTPUTS, INPUTS]))._tag).toBe(
        { 'fp16-weights': 'Half', int8: 'Int8', int4: 'Int4' }[precision],
      )
      expect(right(found.value.weights.get(NORM, [3])).shape).toEqual([3])
      expect(found.value.weights.names).not.toContain(OTHER)
      expect(found.value.weights.matrix(MATRIX, [INPUTS, OUTPUTS])).toMatchObject({ _tag: 'Left' })
    }))

  it('leave the checkpoint as it was', () =>
    onPacking(precision, async (packed, folder) => {
      const before = await readFile(join(folder, 'model.safetensors'))
      right(await packModel(packed, [], {})())
      expect(await readFile(join(folder, 'model.safetensors'))).toEqual(before)
    }))

  it('keep what is to be kept in float32, and say so', () =>
    onPacking(precision, async (packed) => {
      const { kept, weights: held } = right(await packModel(packed, [MATRIX], {})())
      expect(kept).toEqual([MATRIX])
      expect(right(held.matrix(MATRIX, [OUTPUTS, INPUTS]))._tag).toBe('Plain')
    }))

  it('are not there at all where packing was interrupted, nor is anything else', () =>
    onPacking(precision, async (packed) => {
      const stop = new AbortController()
      const result = await packModel(packed, [], {
        onProgress: ({ done }) => (done === 1 ? stop.abort() : undefined),
        signal: stop.signal,
      })()
      expect(result).toMatchObject({ _tag: 'Left', left: { _tag: 'RunAborted' } })
      expect(await readdir(folderOf(packed))).toEqual([])
      expect(O.isNone(await findPacked(packed)())).toBe(true)
    }))

  it('are not believed where the file is cut short, of another model, or another version', () =>
    onPacking(precision, async (packed) => {
      right(await packModel(packed, [], {})())
      const bytes = await readFile(fileOf(packed))
      expect(O.isSome(await findPacked(packed)())).toBe(true)
      await writeFile(fileOf(packed), bytes.subarray(0, bytes.length - 1))
      expect(O.isNone(await findPacked(packed)())).toBe(true)
      await writeFile(
        fileOf(packed),
        Buffer.from(bytes.toString('latin1').replace('"version":"1 squares"', '"version":"0 squares"'), 'latin1'),
      )
      expect(O.isNone(await findPacked(packed)())).toBe(true)
      const another = { ...packed, identity: 'another-model' }
      await mkdir(folderOf(another))
      await writeFile(fileOf(another), bytes)
      expect(O.isNone(await findPacked(another)())).toBe(true)
    }))
})

describe('a file of packed weights', () => {
  it('with any other byte, cut short, or with a part of another, is not believed', () =>
    onPacking('int8', async (packed) => {
      right(await packModel(packed, [MATRIX], {})())
      const bytes = await readFile(fileOf(packed))
      const found = async (): Promise<boolean> => O.isSome(right(await findWhole(packed)()))
      expect(await found()).toBe(true)
      const places = Array.from({ length: 60 }, (_, i) => Math.floor((i * (bytes.length - 1)) / 59))
      const changed = places.map((place) => {
        const copy = Buffer.from(bytes)
        copy.writeUInt8((copy[place] ?? 0) ^ 1, place)
        return copy
      })
      const cut = bytes.subarray(0, bytes.length - 4)
      const [front, back] = [bytes.subarray(0, -64), bytes.subarray(-128, -64)]
      const kept: number[] = []
      for (const [i, other] of [...changed, cut, Buffer.concat([front, back]), Buffer.alloc(0)].entries()) {
        await writeFile(fileOf(packed), other)
        if (await found()) kept.push(i)
      }
      expect(kept).toEqual([])
      await writeFile(fileOf(packed), bytes)
      expect(await found()).toBe(true)
    }))

  it('is made again where its content is another, with the matrices kept that it names', () =>
    onPacking('int4', async (packed) => {
      right(await packModel(packed, [MATRIX], {})())
      const bytes = await readFile(fileOf(packed))
      const damaged = Buffer.from(bytes)
      damaged.writeUInt8((damaged.at(-1) ?? 0) ^ 128, damaged.length - 1)
      await writeFile(fileOf(packed), damaged)
      expect(O.isNone(right(await findWhole(packed)()))).toBe(true)
      const known = await findPacked(packed)()
      if (O.isNone(known)) throw new Error('its header is as it was')
      right(await packModel(packed, known.value.kept, {})())
      expect(await readFile(fileOf(packed))).toEqual(bytes)
    }))

  it('is hashed no further once the run is stopped', () =>
    onPacking('int8', async (packed) => {
      right(await packModel(packed, [], {})())
      expect(await findWhole(packed, AbortSignal.abort())()).toMatchObject({ left: { _tag: 'RunAborted' } })
    }))
})

describe('the cache of packed weights', () => {
  it('is swept of what a process that is gone has left, and of nothing that is being written', () =>
    onPacking('int8', async (packed) => {
      await mkdir(folderOf(packed), { recursive: true })
      const [old, fresh] = ['old.tmp', 'fresh.tmp'].map((name) => join(folderOf(packed), name))
      if (old === undefined || fresh === undefined) throw new Error('two names')
      await Promise.all([writeFile(old, ''), writeFile(fresh, '')])
      await utimes(old, new Date(0), new Date(0))
      right(await packModel(packed, [], {})())
      expect((await readdir(folderOf(packed))).toSorted()).toEqual(['fresh.tmp', 'int8.safetensors'])
    }))

  it('that cannot be written to is an error that names it and says what would do', () =>
    onPacking('int8', async (packed, folder) => {
      await writeFile(join(folder, 'cache'), 'a file')
      const result = await packModel(packed, [], {})()
      if (result._tag === 'Right' || result.left._tag !== 'PackingFolderUnusable') throw new Error('it worked')
      expect(describePackingError(result.left)).toContain('set SIGMASTREAM_CACHE to a folder that may be written to')
      expect((await stat(join(folder, 'cache'))).isFile()).toBe(true)
    }))

  it('lies where the environment says, and else in the home folder', () => {
    expect(packedCache({ SIGMASTREAM_CACHE: '/a', XDG_CACHE_HOME: '/b' }, '/home')).toBe('/a')
    expect(packedCache({ SIGMASTREAM_CACHE: ' ', XDG_CACHE_HOME: '/b' }, '/home')).toBe(join('/b', 'sigmastream'))
    expect(packedCache({}, '/home')).toBe(join('/home', '.cache', 'sigmastream'))
  })
})
