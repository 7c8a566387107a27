import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, statSync } from 'node:fs'
import fsPromises, { type FileHandle, mkdir, readdir, rm, rmdir, symlink, truncate, writeFile } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { skippedUnless } from '../../../../test/skipped-unless.js'
import { folderStore } from '../../src/store/folder/folder-store.js'
import { holdsAsAStore, type Place } from './contract.js'
import { fileHandles, fileWith, left, newPath, right, scratch, textOf } from './support.js'

const folder = scratch()

const place = async (): Promise<Place> => {
  const files = newPath(folder)
  await mkdir(files)
  const root = join(newPath(folder), 'made', 'with', 'its', 'parents')
  return { store: folderStore(root), other: folderStore(root), folder: files }
}

/** Every file and folder below a folder that is none of a key. */
const strays = async (root: string): Promise<readonly string[]> =>
  (await readdir(root, { recursive: true })).filter((name) => name.includes('.sigmastream-'))

afterEach(() => {
  vi.restoreAllMocks()
  syncBuiltinESMExports()
})

describe('a folder of objects', () => {
  holdsAsAStore(place, 15)

  it('has nothing but its objects in it, and no empty folder', async () => {
    const { store, folder: files } = await place()
    const file = await fileWith(files, 'x')
    await right(store.put('a/b/c', file))
    await right(store.put('a/d', file))
    await right(store.putIfAbsent('a/d', file))
    await right(store.remove('a/b/c'))
    await right(store.remove('a/b/c'))
    expect(await readdir(store.name, { recursive: true })).toEqual(['a', join('a', 'd')])
  })

  it('lists what could be no object of it nowhere', async () => {
    const { store, folder: files } = await place()
    await right(store.put('a/d', await fileWith(files, 'x')))
    await writeFile(join(store.name, 'a', 'README'), '')
    await writeFile(join(store.name, 'a', '.hidden'), '')
    await symlink(join(store.name, 'a', 'd'), join(store.name, 'a', 'link'))
    expect(await right(store.list('a/'))).toEqual(['a/d'])
  })

  it('follows no link in it, but may be one', async () => {
    const { store, folder: files } = await place()
    const file = await fileWith(files, 'secret')
    await right(store.put('a/b', file))
    await symlink(files, join(store.name, 'out'))
    await symlink(file, join(store.name, 'a', 'c'))
    for (const key of ['out/new/x', 'out/file-0', 'a/c']) {
      const calls = [
        store.has(key),
        store.put(key, file),
        store.putIfAbsent(key, file),
        store.get(key, newPath(files)),
        store.list(`${key}/`),
        store.remove(key),
      ]
      const tags = await Promise.all(calls.map(async (asked) => (await left(asked))._tag))
      expect(tags).toEqual(calls.map(() => 'StoreDenied'))
    }
    expect(await readdir(files)).toEqual([file.slice(files.length + 1)])
    const link = newPath(folder)
    await symlink(store.name, link)
    expect(await right(folderStore(link).list('a/'))).toEqual(['a/b'])
  })
})

describe('a folder that fails', () => {
  const failure = (code: string) => Object.assign(new Error(`${code}: as said`), { code })

  it.each([
    ['ENOSPC', 'StoreFull'],
    ['EDQUOT', 'StoreFull'],
    ['EACCES', 'StoreDenied'],
    ['EROFS', 'StoreDenied'],
    ['EIO', 'StoreUnreachable'],
  ])('with %s at any of its writes says %s, and keeps what was there and nothing beside it', async (code, tag) => {
    for (const method of ['writeFile', 'sync'] as const) {
      const { store, folder: files } = await place()
      await right(store.put('a/b', await fileWith(files, 'old')))
      const file = await fileWith(files, 'new')
      vi.spyOn(await fileHandles(files), method).mockRejectedValue(failure(code))
      expect((await left(store.put('a/b', file)))._tag).toBe(tag)
      expect((await left(store.putIfAbsent('a/c', file)))._tag).toBe(tag)
      vi.restoreAllMocks()
      expect(await right(store.list('a/'))).toEqual(['a/b'])
      expect(await textOf(join(store.name, 'a', 'b'))).toBe('old')
      expect(await strays(store.name)).toEqual([])
    }
  })

  it('by a loss of power keeps what it has told of: an object is flushed before its name, and each folder after', async () => {
    const { store, folder: files } = await place()
    const path = join(store.name, 'a', 'b', 'c')
    const file = await fileWith(files, 'whole')
    const prototype = await fileHandles(files)
    const { sync } = prototype
    const flushed: (readonly [isNamed: boolean, what: number])[] = []
    vi.spyOn(prototype, 'sync').mockImplementation(async function (this: FileHandle) {
      const status = await this.stat()
      flushed.push([existsSync(path), status.isDirectory() ? status.ino : status.size])
      return sync.call(this)
    })
    const inode = (name: string): number => statSync(join(store.name, name)).ino
    const above = (names: readonly string[]) => names.map((name) => [false, inode(name)])
    await right(store.put('a/b/c', file))
    expect(flushed).toEqual([...above(['a', '.', '..']), [false, 5], [true, inode('a/b')]])
    await rm(path)
    flushed.length = 0
    expect(await right(store.putIfAbsent('a/b/c', file))).toBe(true)
    expect(flushed).toEqual([
      [false, 5],
      [true, inode('a/b')],
    ])
  })

  it('is not written to where a file stands in its place', async () => {
    const file = await fileWith(folder, 'x')
    const store = folderStore(join(file, 'store'))
    expect(await right(store.has('a'))).toBe(false)
    expect(await left(store.put('a', file))).toMatchObject({ _tag: 'StoreUnreachable', store: join(file, 'store') })
  })

  it('is made again where another removes it, because it is empty, before anything is in it', async () => {
    const { store, folder: files } = await place()
    const opened = fsPromises.open
    let removals = 0
    vi.spyOn(fsPromises, 'open').mockImplementation(async (path, flags, mode) => {
      if (flags === 'wx' && removals++ < 2) await rmdir(dirname(String(path)))
      return opened(path, flags, mode)
    })
    syncBuiltinESMExports()
    await right(store.put('a/b/c', await fileWith(files, 'x')))
    expect(removals).toBe(3)
    expect(await textOf(join(store.name, 'a', 'b', 'c'))).toBe('x')
  })

  it('says so where its file system has no hard links', async () => {
    const { store, folder: files } = await place()
    vi.spyOn(fsPromises, 'link').mockRejectedValue(failure('EPERM'))
    syncBuiltinESMExports()
    const error = await left(store.putIfAbsent('a/b', await fileWith(files, 'x')))
    expect(error).toMatchObject({ _tag: 'StoreDenied' })
    expect(error).toHaveProperty('message', expect.stringContaining('hard links'))
    expect(await right(store.list('a/'))).toEqual([])
  })

  it('takes a name for its own where a network asked twice', async () => {
    const { store, folder: files } = await place()
    const link = fsPromises.link
    vi.spyOn(fsPromises, 'link').mockImplementation(async (from, to) => {
      await link(from, to)
      throw failure('EEXIST')
    })
    syncBuiltinESMExports()
    expect(await right(store.putIfAbsent('a/b', await fileWith(files, 'x')))).toBe(true)
    expect(await right(store.list('a/'))).toEqual(['a/b'])
  })

  const disk = join(folder, 'disk')
  mkdirSync(disk)
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]).status === 0
  afterAll(() => void (isMounted && spawnSync('umount', [disk])))

  const aDisk = skippedUnless(isMounted, 'no rights here to mount a small disk, which is to be filled')
  it('is full for what is too large, and takes what fits afterwards', aDisk, async () => {
    const store = folderStore(join(disk, 'store'))
    await right(store.put('a/small', await fileWith(folder, 'x')))
    const large = await fileWith(folder, new Uint8Array(400_000))
    expect((await left(store.put('a/small', large)))._tag).toBe('StoreFull')
    expect((await left(store.putIfAbsent('a/large', large)))._tag).toBe('StoreFull')
    expect(await right(store.list('a/'))).toEqual(['a/small'])
    expect(await textOf(join(store.name, 'a', 'small'))).toBe('x')
    expect(await strays(store.name)).toEqual([])
    expect(await right(store.putIfAbsent('a/other', await fileWith(folder, 'y')))).toBe(true)
    const local = join(disk, 'fetched')
    await right(folderStore(folder).put('large', large))
    expect(await left(folderStore(folder).get('large', local))).toMatchObject({ _tag: 'LocalFileFailed', path: local })
    expect(await readdir(disk)).toEqual(['store'])
  })
})

describe('a writer that is killed', () => {
  it('in the middle of a large object leaves the old one, and the next writer clears up', async () => {
    const { store, folder: files } = await place()
    const small = await fileWith(files, 'old')
    const large = await fileWith(files, '')
    await truncate(large, 2 ** 31)
    await mkdir(join(store.name, 'a'), { recursive: true })
    await writeFile(join(store.name, 'a', 'b'), 'old')
    const built = fileURLToPath(new URL('../../dist/store/folder/folder-store.js', import.meta.url))
    const program = `const { folderStore } = await import(process.argv[1])
      console.log(await folderStore(process.argv[2]).put('a/b', process.argv[3])())`
    const writer = spawn(process.execPath, ['--input-type=module', '-e', program, built, store.name, large], {
      stdio: 'ignore',
    })
    const gone = once(writer, 'exit')
    while ((await strays(store.name)).length === 0 && writer.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 2))
    writer.kill('SIGKILL')
    expect(await gone).toEqual([null, 'SIGKILL'])
    expect(await strays(store.name)).toHaveLength(1)
    expect(await textOf(join(store.name, 'a', 'b'))).toBe('old')
    expect(await right(store.list('a/'))).toEqual(['a/b'])
    await right(store.put('a/c', small))
    expect(await strays(store.name)).toEqual([])
    expect(await right(store.list('a/'))).toEqual(['a/b', 'a/c'])
  })
})
