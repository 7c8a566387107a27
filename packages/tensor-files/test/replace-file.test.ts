import { existsSync } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, readFile, readlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { either as E } from 'fp-ts'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fileOfBytes, fileWrittenBy, linkTo, removeTemporaries, replaceFiles, temporaryBeside } from '../src/index.js'
import { replaceFile } from '../src/replace-file.js'
import { inFolder, left, right } from './support.js'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const codeOf = (cause: unknown): string => (cause instanceof Error && 'code' in cause ? String(cause.code) : 'none')

/** What all handles of open files have in common, to be spied on. */
const handles = async (folder: string): Promise<FileHandle> => {
  const file = await open(join(folder, 'any'), 'w')
  await file.close()
  return Object.getPrototypeOf(file)
}

afterEach(() => vi.restoreAllMocks())

describe('a file that is replaced', () => {
  it('is flushed, all of it, before it takes its name', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'x')
      const prototype = await handles(folder)
      const flush = prototype.sync
      const flushed: (readonly [named: boolean, size: number])[] = []
      vi.spyOn(prototype, 'sync').mockImplementation(async function (this: FileHandle) {
        flushed.push([existsSync(path), (await this.stat()).size])
        return flush.call(this)
      })
      right(await replaceFile(path, bytes('whole'))())
      expect(flushed).toEqual([[false, 5]])
      expect(await readFile(path, 'utf8')).toBe('whole')
    })
  })

  it('keeps what was there where it cannot be flushed', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'x')
      await writeFile(path, 'old')
      vi.spyOn(await handles(folder), 'sync').mockRejectedValue(Object.assign(new Error('full'), { code: 'ENOSPC' }))
      expect(left(await replaceFile(path, bytes('new'))())).toEqual({
        _tag: 'FileNotWritable',
        file: path,
        reason: 'the disk is full',
      })
      expect(await readFile(path, 'utf8')).toBe('old')
      expect((await readdir(folder)).toSorted()).toEqual(['any', 'x'])
    })
  })

  it('is written piece after piece, or not at all', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'x')
      const written = (end: E.Either<string, void>) =>
        replaceFiles(
          [fileWrittenBy(path, async (file) => (await file.writeFile('a'), await file.writeFile('b'), end))],
          codeOf,
        )
      expect(await written(E.right(undefined))()).toEqual(E.right(undefined))
      expect(await readFile(path, 'utf8')).toBe('ab')
      await writeFile(path, 'old')
      expect(await written(E.left('stopped'))()).toEqual(E.left('stopped'))
      expect(await readFile(path, 'utf8')).toBe('old')
      expect(await readdir(folder)).toEqual(['x'])
    })
  })
})

describe('several files', () => {
  it('are all made before any is renamed', async () => {
    await inFolder(async (folder) => {
      const paths = ['a', 'b', 'c'].map((name) => join(folder, name))
      const files = paths.map((path) => fileOfBytes(path, bytes(path)))
      const seen: boolean[] = []
      const last = fileWrittenBy(join(folder, 'd'), async () =>
        E.right(void seen.push(...paths.map((p) => existsSync(p)))),
      )
      expect(await replaceFiles([...files, last], codeOf)()).toEqual(E.right(undefined))
      expect(seen).toEqual([false, false, false])
      expect(await readdir(folder)).toEqual(['a', 'b', 'c', 'd'])
    })
  })

  it('leave nothing where one cannot be made', async () => {
    await inFolder(async (folder) => {
      const files = [join(folder, 'a'), join(folder, 'none', 'b')].map((path) => fileOfBytes(path, bytes('x')))
      expect(await replaceFiles(files, codeOf)()).toEqual(E.left('ENOENT'))
      expect(await readdir(folder)).toEqual([])
    })
  })

  it('leave nothing temporary where one cannot take its name', async () => {
    await inFolder(async (folder) => {
      await mkdir(join(folder, 'b', 'inside'), { recursive: true })
      const files = ['a', 'b'].map((name) => fileOfBytes(join(folder, name), bytes('x')))
      expect(await replaceFiles(files, codeOf)()).toSatisfy(E.isLeft)
      expect(await readdir(folder)).toEqual(['a', 'b'])
    })
  })
})

describe('a link', () => {
  it('takes the place of another, and leads where it says', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'link')
      for (const target of ['one', 'two'])
        expect(await replaceFiles([linkTo(path, target)], codeOf)()).toEqual(E.right(undefined))
      expect(await readlink(path)).toBe('two')
      expect(await readdir(folder)).toEqual(['link'])
    })
  })
})

describe('the end of a process', () => {
  it('removes what is under way, folders too, and nothing that took its name', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'x')
      right(await replaceFile(path, bytes('whole'))())
      const temporary = temporaryBeside(path)
      await mkdir(temporary)
      await writeFile(join(temporary, 'frame'), 'half')
      removeTemporaries()
      expect(await readdir(folder)).toEqual(['x'])
    })
  })
})
