import type * as nodeFs from 'node:fs'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { either as E } from 'fp-ts'
import { describe, expect, it, vi } from 'vitest'
import { addFiles, endOfLinks, fileOfBytes, NameTaken, type NewFile, replaceFiles } from '../src/index.js'
import { sweepLeftovers } from '../src/leftovers.js'
import { publish } from '../src/publish.js'
import { removeTemporaries, temporaryBeside } from '../src/temporary.js'
import { inFolder } from './support.js'

const text = (value: string): Uint8Array => new TextEncoder().encode(value)
const cause = (thrown: unknown): unknown => thrown
const worked = E.right(undefined)

/** A folder with one file in it. */
const folderOf = (path: string, name: string): NewFile => ({
  path,
  make: async (temporary) => {
    await mkdir(temporary)
    writeFileSync(join(temporary, name), name)
    return E.right(undefined)
  },
})

// A file system without hard links, such as FAT: what else is done there is as ever.
const hardLinks = vi.hoisted(() => ({ there: true }))
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof nodeFs>()
  const linkSync: typeof fs.linkSync = (from, to) => {
    if (!hardLinks.there) throw Object.assign(new Error('not permitted'), { code: 'EPERM' })
    fs.linkSync(from, to)
  }
  return { ...fs, linkSync }
})

describe.each([
  ['with hard links', true],
  ['without hard links', false],
])('files that may replace nothing, on a file system %s', (_, there) => {
  it('appear where nothing is, with nothing beside them', async () => {
    hardLinks.there = there
    await inFolder(async (folder) => {
      const files = ['a', 'b'].map((name) => fileOfBytes(join(folder, name), text(name)))
      expect(await addFiles(files, cause)()).toEqual(worked)
      expect(readdirSync(folder)).toEqual(['a', 'b'])
      expect(readFileSync(join(folder, 'b'), 'utf8')).toBe('b')
    })
  })

  it('leave what came meanwhile as it is, and none of them stays', async () => {
    hardLinks.there = there
    await inFolder(async (folder) => {
      const late: NewFile = {
        path: join(folder, 'b'),
        make: async (temporary) => {
          writeFileSync(temporary, 'mine')
          writeFileSync(join(folder, 'b'), 'another')
          return E.right(undefined)
        },
      }
      const ended = await addFiles([fileOfBytes(join(folder, 'a'), text('a')), late], cause)()
      expect(E.isLeft(ended) && ended.left).toBeInstanceOf(NameTaken)
      expect(readdirSync(folder)).toEqual(['b'])
      expect(readFileSync(join(folder, 'b'), 'utf8')).toBe('another')
    })
  })

  it('are one of many that want the name', async () => {
    hardLinks.there = there
    await inFolder(async (folder) => {
      const runs = await Promise.all(
        ['1', '2', '3'].map((run) =>
          addFiles(
            [fileOfBytes(join(folder, 'x'), text(run)), fileOfBytes(join(folder, 'x.json'), text(run))],
            cause,
          )(),
        ),
      )
      const winner = String(runs.findIndex(E.isRight) + 1)
      expect(runs.filter(E.isRight)).toHaveLength(1)
      expect(['x', 'x.json'].map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual([winner, winner])
      expect(readdirSync(folder)).toEqual(['x', 'x.json'])
    })
  })
})

describe('a file that is replaced', () => {
  it('keeps its mode, and a new one has the usual', async () => {
    await inFolder(async (folder) => {
      const [old, fresh] = [join(folder, 'old'), join(folder, 'fresh')]
      writeFileSync(old, 'old')
      chmodSync(old, 0o640)
      expect(
        await replaceFiles(
          [old, fresh].map((path) => fileOfBytes(path, text('new'))),
          cause,
        )(),
      ).toEqual(worked)
      expect(statSync(old).mode & 0o777).toBe(0o640)
      expect(statSync(fresh).mode & 0o777).toBe(0o666 & ~process.umask())
      expect(readFileSync(old, 'utf8')).toBe('new')
    })
  })

  it('is replaced where a link leads, and the link stays', async () => {
    await inFolder(async (folder) => {
      mkdirSync(join(folder, 'far'))
      writeFileSync(join(folder, 'far', 'x'), 'old')
      symlinkSync(join('far', 'x'), join(folder, 'link'))
      symlinkSync('link', join(folder, 'link to it'))
      expect(await replaceFiles([fileOfBytes(join(folder, 'link to it'), text('new'))], cause)()).toEqual(worked)
      expect(readFileSync(join(folder, 'far', 'x'), 'utf8')).toBe('new')
      expect(readlinkSync(join(folder, 'link to it'))).toBe('link')
      expect(readdirSync(join(folder, 'far'))).toEqual(['x'])
    })
  })

  it('is made where a link leads to nothing yet', async () => {
    await inFolder(async (folder) => {
      symlinkSync('later', join(folder, 'link'))
      expect(await endOfLinks(join(folder, 'link'))).toBe(join(await endOfLinks(folder), 'later'))
      expect(await addFiles([fileOfBytes(join(folder, 'link'), text('new'))], cause)()).toEqual(worked)
      expect(readFileSync(join(folder, 'later'), 'utf8')).toBe('new')
    })
  })

  it('is no device, pipe or socket: what others read from stays', async () => {
    await inFolder(async (folder) => {
      symlinkSync('/dev/null', join(folder, 'null'))
      expect(await replaceFiles([fileOfBytes(join(folder, 'null'), text('x'))], cause)()).toSatisfy(E.isLeft)
      expect(statSync('/dev/null').isCharacterDevice()).toBe(true)
    })
  })
})

describe('a folder', () => {
  it('takes the place of none or of an empty one, and of another where it may', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'frames')
      expect(await addFiles([folderOf(path, 'one')], cause)()).toEqual(worked)
      expect(await addFiles([folderOf(path, 'two')], cause)()).toSatisfy(E.isLeft)
      expect(readdirSync(path)).toEqual(['one'])
      chmodSync(path, 0o750)
      expect(await replaceFiles([folderOf(path, 'three')], cause)()).toEqual(worked)
      expect([readdirSync(path), statSync(path).mode & 0o777]).toEqual([['three'], 0o750])
      mkdirSync(join(folder, 'empty'))
      expect(await addFiles([folderOf(join(folder, 'empty'), 'four')], cause)()).toEqual(worked)
      expect(readdirSync(folder)).toEqual(['empty', 'frames'])
    })
  })
})

describe('a folder that cannot be replaced', () => {
  it('is there as before, and the end of the process does not take it away', async () => {
    await inFolder(async (folder) => {
      const within = join(folder, 'new', 'old')
      mkdirSync(within, { recursive: true })
      writeFileSync(join(within, 'frame'), 'frame')
      // no folder can be moved into itself
      expect(() => publish([{ path: within, temporary: join(folder, 'new') }], true)).toThrow('EINVAL')
      removeTemporaries()
      expect(readdirSync(join(folder, 'new'))).toEqual(['old'])
      expect(readdirSync(within)).toEqual(['frame'])
    })
  })
})

describe('what a run that was killed left', () => {
  const named = (path: string, pid: number): string => temporaryBeside(path).replace(`-${process.pid}-`, `-${pid}-`)
  // Greater than any that Linux gives.
  const gone = 2 ** 30
  const aged = (path: string, days: number): void => {
    const then = Date.now() / 1000 - days * 86_400
    utimesSync(path, then, then)
  }

  it('is swept, folders too, and nothing of a process that runs, nor what only looks alike', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'x')
      const [left, alive, own] = [named(path, gone), named(path, process.ppid), named(path, process.pid)]
      mkdirSync(left)
      for (const file of [join(left, 'frame'), alive, own, join(folder, '.sigmastream-notes.tmp')])
        writeFileSync(file, '')
      await sweepLeftovers(folder)
      expect(existsSync(left)).toBe(false)
      expect(readdirSync(folder)).toHaveLength(3)
    })
  })

  it('is swept after a day where its process cannot be asked', async () => {
    await inFolder(async (folder) => {
      const names = [
        '.sigmastream-0a1b2c3d-12-0123456789ab.tmp',
        '.sigmastream-e2c1e0a2-6a5c-4c35-9d0e-3b1f2a7c8d9e.tmp',
      ]
      for (const name of names) writeFileSync(join(folder, name), '')
      aged(join(folder, names[0] ?? ''), 2)
      await sweepLeftovers(folder)
      expect(readdirSync(folder)).toEqual(names.slice(1))
    })
  })

  it('is swept by whoever writes there next', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'x')
      writeFileSync(named(path, gone), '')
      expect(await replaceFiles([fileOfBytes(path, text('x'))], cause)()).toEqual(worked)
      expect(readdirSync(folder)).toEqual(['x'])
    })
  })
})
