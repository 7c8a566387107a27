import { mkdtempSync, rmSync } from 'node:fs'
import { type FileHandle, open, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { either as E, type taskEither as TE } from 'fp-ts'
import { afterAll, expect } from 'vitest'
import { describeStoreError } from '../../src/store/describe.js'
import type { StoreError } from '../../src/store/error.js'

/** A folder of its own for one test file, removed at its end. */
export const scratch = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'sigmastream-store-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** What a store answers; the test fails with the error's line where it fails. */
export const right = async <A>(answer: TE.TaskEither<StoreError, A>): Promise<A> => {
  const ended = await answer()
  if (E.isLeft(ended)) expect.fail(describeStoreError(ended.left))
  return ended.right
}

/** What a store fails with, which describes itself in one line. */
export const left = async (answer: TE.TaskEither<StoreError, unknown>): Promise<StoreError> => {
  const ended = await answer()
  if (E.isRight(ended)) expect.fail('expected an error')
  expect(describeStoreError(ended.left)).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}]+; [^\p{Cc}\p{Zl}\p{Zp}]+$/u)
  return ended.left
}

let files = 0

/** A path in a folder that nothing has been at. */
export const newPath = (folder: string): string => join(folder, `file-${files++}`)

/** A file with this in it. */
export const fileWith = async (folder: string, bytes: string | Uint8Array): Promise<string> => {
  const path = newPath(folder)
  await writeFile(path, bytes)
  return path
}

/** What a file has in it, a character a byte. */
export const textOf = (path: string): Promise<string> => readFile(path, 'latin1')

/** What all handles of open files have in common, to be spied on. */
export const fileHandles = async (folder: string): Promise<FileHandle> => {
  const file = await open(await fileWith(folder, ''), 'r')
  await file.close()
  return Object.getPrototypeOf(file)
}
