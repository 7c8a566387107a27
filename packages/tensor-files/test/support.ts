import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { either as E, type taskEither as TE } from 'fp-ts'
import { expect } from 'vitest'
import { anyText } from '../../../test/any-text.js'
import { describeFileError, type FileError, readTensors, type Tensor } from '../src/index.js'

/** The path of a fixture, made by `fixtures/make.py`. */
export const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))

/** Element i of the fixtures' ramp. */
export const ramp = (count = 24): readonly number[] => Array.from({ length: count }, (_, i) => i / 8 - 1)

/** 0, 1, 2, ... */
export const counting = (count = 24): readonly number[] => Array.from({ length: count }, (_, i) => i)

/** Runs `use` with a folder of its own, which is removed afterwards. */
export const inFolder = async <A>(use: (folder: string) => Promise<A>): Promise<A> => {
  const folder = await mkdtemp(join(tmpdir(), 'sigmastream-files-'))
  return use(folder).finally(() => rm(folder, { recursive: true }))
}

/** Writes `bytes` under `name` in a folder of its own and runs a reader on the path. */
export const onFile = <A>(name: string, bytes: Uint8Array, read: (path: string) => TE.TaskEither<FileError, A>) =>
  inFolder(async (folder) => {
    const path = join(folder, name)
    await writeFile(path, bytes)
    return read(path)()
  })

/** The value of a `Right`; the test fails with the error's line otherwise. */
export const right = <A>(result: E.Either<FileError, A>): A => {
  if (E.isLeft(result)) expect.fail(describeFileError(result.left))
  return result.right
}

/** The error of a `Left`, which must describe itself in one line that begins with the file. */
export const left = <A>(result: E.Either<FileError, A>): FileError => {
  if (E.isRight(result)) expect.fail('expected an error')
  const line = describeFileError(result.left)
  expect(line.startsWith(`${result.left.file}: `)).toBe(true)
  expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
  return result.left
}

/** Whether a result is an error, which then describes itself as `left` checks. */
export const isRefused = (result: E.Either<FileError, unknown>): boolean =>
  E.isLeft(result) && left(result) === result.left

/** Whether every tensor of a result has as many values as its shape says; an error has none. */
export const isSound = (result: E.Either<FileError, ReadonlyMap<string, Tensor>>): boolean =>
  isRefused(result) ||
  [...right(result).values()].every(({ shape, data }) => data.length === shape.reduce((n, m) => n * m, 1))

/** Those of the files, each written under `name` and read as tensors, for whose result a test fails. */
export const failing = (
  name: string,
  files: readonly Uint8Array[],
  passes: (result: E.Either<FileError, ReadonlyMap<string, Tensor>>) => boolean,
): Promise<readonly Uint8Array[]> =>
  inFolder(async (folder) => {
    const path = join(folder, name)
    const failed: Uint8Array[] = []
    for (const file of files) {
      await writeFile(path, file)
      if (!passes(await readTensors(path)())) failed.push(file)
    }
    return failed
  })

/** The bytes with the one at `at` changed. */
export const changedAt = (bytes: Uint8Array, at: number, value: number): Uint8Array =>
  Uint8Array.of(...bytes.subarray(0, at), value, ...bytes.subarray(at + 1))

/** The bit patterns of a tensor's values: equal for equal NaNs, different for 0 and -0. */
export const bitsOf = ({ data }: Tensor): readonly number[] => [...new Uint32Array(Float32Array.from(data).buffer)]

const tensorOfBits = (shape: readonly number[], bits: readonly number[]): Tensor => ({
  shape,
  data: new Float32Array(Uint32Array.from(bits).buffer),
})

const quietBits = fc.oneof(
  fc.constantFrom(0, 0x80000000, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc12345, 1, 0x80000001, 0x7f7fffff),
  fc.integer({ min: 0, max: 0x7f800000 }),
)

/**
 * Any tensor of at most rank 5, scalars and zero-size too: negative zero, infinities, NaNs with a payload, subnormals.
 */
export const anyTensor: fc.Arbitrary<Tensor> = fc
  .array(fc.integer({ min: 0, max: 4 }), { maxLength: 5 })
  .chain((shape) => {
    const count = shape.reduce((product, n) => product * n, 1)
    return fc.array(quietBits, { minLength: count, maxLength: count }).map((bits) => tensorOfBits(shape, bits))
  })

/** A name that can be any text, with those that hurt in other readers. */
export const anyName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    '',
    '0',
    '../up',
    '/root',
    'a\\b',
    'a.npy',
    'ünïcödé',
    'a\nb',
  ),
  anyText,
)

/** Named tensors. */
export const anyTensors: fc.Arbitrary<ReadonlyMap<string, Tensor>> = fc
  .array(fc.tuple(anyName, anyTensor), { maxLength: 4 })
  .map((entries) => new Map(entries))

/** Every proper beginning of the bytes. */
export const beginnings = (bytes: Uint8Array): readonly Uint8Array[] =>
  Array.from({ length: bytes.length }, (_, length) => bytes.subarray(0, length))

/** Text as bytes, a character a byte. */
export const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0))

/** What a failed download leaves under the file's name. */
export const LFS_POINTER = latin1(
  'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935\nsize 12345\n',
)
export const HTML_PAGE = latin1('\n<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>\n')
