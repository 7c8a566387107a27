import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { StoredPart, StoredWeight } from '@sigmastream/checkpoint'
import { float32OfBfloat16, float32OfHalves } from '@sigmastream/core'
import { readSafetensorsHeader } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { expect } from 'vitest'
import { archive, op, pickle, tensor as saved, storage } from '../../../tensor-files/test/pickles.js'
import { describeCheckpointError } from '../../src/checkpoint/describe.js'
import type { CheckpointError } from '../../src/checkpoint/errors.js'

export const fixtures = fileURLToPath(new URL('../../../../fixtures/tiny-sao', import.meta.url))
export const single = join(fixtures, 'checkpoint')
export const diffusers = join(fixtures, 'diffusers')

/** Runs `use` with a folder of its own, which is removed afterwards. */
export const inFolder = async <A>(use: (folder: string) => Promise<A>): Promise<A> => {
  const folder = await mkdtemp(join(tmpdir(), 'sigmastream-checkpoint-'))
  return use(folder).finally(() => rm(folder, { recursive: true }))
}

/** Runs `use` with a copy of a checkpoint that may be changed. */
export const onCopy = <A>(original: string, use: (folder: string) => Promise<A>): Promise<A> =>
  inFolder(async (parent) => {
    const folder = join(parent, 'copy')
    await cp(original, folder, { recursive: true })
    return use(folder)
  })

/** The value of a `Right`; the test fails with the error's sentence otherwise. */
export const right = <A>(result: E.Either<CheckpointError, A>): A => {
  if (E.isLeft(result)) expect.fail(describeCheckpointError(result.left))
  return result.right
}

/** The error of a `Left`, which must describe itself in one line. */
export const left = <A>(result: E.Either<CheckpointError, A>): CheckpointError => {
  if (E.isRight(result)) expect.fail('it worked')
  expect(describeCheckpointError(result.left)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]|undefined/u)
  return result.left
}

/** A tensor with its bytes as they are to be written. */
export interface Raw {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly bytes: Uint8Array
}

/** Every tensor of a float32 safetensors file. */
export const readRaw = async (path: string): Promise<ReadonlyMap<string, Raw>> => {
  const header = await readSafetensorsHeader(path)()
  if (E.isLeft(header)) expect.fail(header.left._tag)
  const bytes = await readFile(path)
  return new Map(
    [...header.right.entries].map(([name, { shape, offset, length }]) => [
      name,
      { dtype: 'F32', shape, bytes: bytes.subarray(offset, offset + length) },
    ]),
  )
}

/** The bytes of a safetensors file, of any element types. */
export const encodeRaw = (tensors: ReadonlyMap<string, Raw>): Uint8Array => {
  let end = 0
  const entries = [...tensors].map(([name, { dtype, shape, bytes }]) => {
    const begin = end
    end += bytes.length
    return [name, { dtype, shape, data_offsets: [begin, end] }] as const
  })
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)))
  const head = new Uint8Array(8)
  new DataView(head.buffer).setUint32(0, json.length, true)
  return Buffer.concat([head, json, ...[...tensors.values()].map(({ bytes }) => bytes)])
}

/** float32 with its lower half cut off: bfloat16, rounded towards zero. */
export const toBfloat16 = ({ shape, bytes }: Raw): Raw => {
  const sixteens = new Uint16Array(new Uint8Array(bytes).buffer)
  return { dtype: 'BF16', shape, bytes: new Uint8Array(sixteens.filter((_, i) => i % 2 === 1).buffer) }
}

/** A half of magnitude below 2: the exponent is rebiased and the fraction cut; smaller than 2^-14 becomes 0. */
const halfOf = (bits: number): number => {
  const exponent = (bits >>> 23) & 0xff
  const sign = (bits >>> 16) & 0x8000
  return exponent < 113 ? sign : sign | ((exponent - 112) << 10) | ((bits >>> 13) & 0x3ff)
}

/** float32 as float16, rounded towards zero. */
export const toFloat16 = ({ shape, bytes }: Raw): Raw => {
  const words = new Uint32Array(new Uint8Array(bytes).buffer)
  return { dtype: 'F16', shape, bytes: new Uint8Array(Uint16Array.from(words, halfOf).buffer) }
}

/** Rewrites a safetensors file with each tensor changed. */
export const rewrite = async (path: string, change: (raw: Raw, name: string) => Raw): Promise<void> => {
  const tensors = await readRaw(path)
  await writeFile(path, encodeRaw(new Map([...tensors].map(([name, raw]) => [name, change(raw, name)]))))
}

/** float32 tensors as `torch.save` writes a state dictionary, each in a storage of its own. */
export const encodeCkpt = (tensors: ReadonlyMap<string, Raw>): Uint8Array => {
  const all = [...tensors].map(([name, { shape, bytes }], i) => ({ name, shape, bytes, key: String(i) }))
  const strides = (shape: readonly number[]): readonly number[] =>
    shape.map((_, axis) => shape.slice(axis + 1).reduce((product, n) => product * n, 1))
  const entries = all.flatMap(({ name, shape, bytes, key }) => [
    op.text(name),
    saved(storage(key, bytes.length / 4), 0, shape, strides(shape)),
  ])
  const dictionary = pickle(
    op.dict,
    op.mark,
    op.text('state_dict'),
    op.dict,
    op.mark,
    ...entries,
    op.setItems,
    op.setItems,
  )
  return archive(dictionary, {}, Object.fromEntries(all.map(({ key, bytes }) => [`x/data/${key}`, bytes])))
}

/** Splits `STEM.safetensors` of a folder into `count` shards with an index, tensors dealt in turn. */
export const shard = async (folder: string, stem: string, count: number): Promise<void> => {
  const path = join(folder, `${stem}.safetensors`)
  const tensors = [...(await readRaw(path))]
  const name = (i: number): string => `${stem}-0000${i + 1}-of-0000${count}.safetensors`
  for (let i = 0; i < count; i++) {
    await writeFile(join(folder, name(i)), encodeRaw(new Map(tensors.filter((_, at) => at % count === i))))
  }
  const map = Object.fromEntries(tensors.map(([tensor], at) => [tensor, name(at % count)]))
  await writeFile(join(folder, `${stem}.safetensors.index.json`), JSON.stringify({ metadata: {}, weight_map: map }))
  await rm(path)
}

/** Moves every file of a folder into one folder of blobs and leaves links to them, as the Hugging Face cache does. */
export const linkAway = async (folder: string, blobs: string): Promise<void> => {
  await mkdir(blobs)
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  for (const [i, entry] of files.entries()) {
    const path = join(entry.parentPath, entry.name)
    await rename(path, join(blobs, `blob${i}`))
    await symlink(join(blobs, `blob${i}`), path)
  }
}

const partValues = (bytes: Uint8Array, { type, offset, length }: StoredPart): Float32Array => {
  const { buffer } = new Uint8Array(bytes.subarray(offset, offset + length))
  if (type === 'float32') return new Float32Array(buffer)
  return (type === 'float16' ? float32OfHalves : float32OfBfloat16)(new Uint16Array(buffer))
}

/** The elements of weights by name, read from where they say they lie; each file is read once. */
export const valuesOf = async (weights: readonly StoredWeight[]): Promise<ReadonlyMap<string, Float32Array>> => {
  const files = [...new Set(weights.flatMap(({ parts }) => parts.map(({ file }) => file)))]
  const bytes = new Map(await Promise.all(files.map(async (file) => [file, await readFile(file)] as const)))
  const none = new Uint8Array(0)
  return new Map(
    weights.map(({ name, parts }) => {
      const pieces = parts.map((part) => new Uint8Array(partValues(bytes.get(part.file) ?? none, part).buffer))
      return [name, new Float32Array(new Uint8Array(Buffer.concat(pieces)).buffer)]
    }),
  )
}

/** Sets the value under a path of keys in a file of JSON; `undefined` takes the key away. */
export const editJson = async (path: string, keys: readonly (string | number)[], value: unknown): Promise<void> => {
  const text = await readFile(path, 'utf8')
  await writeFile(path, JSON.stringify(withValue(JSON.parse(text), keys, value)))
}

/** JSON with another value under a path of keys. */
export const withValue = (json: unknown, keys: readonly (string | number)[], value: unknown): unknown => {
  const [key, ...rest] = keys
  if (key === undefined) return value
  if (Array.isArray(json)) return json.map((one, i): unknown => (i === key ? withValue(one, rest, value) : one))
  const entries = t.UnknownRecord.is(json) ? json : {}
  return { ...entries, [key]: withValue(entries[key], rest, value) }
}
