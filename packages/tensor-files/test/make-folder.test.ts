import { existsSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { skippedUnless } from '../../../test/skipped-unless.js'
import { FolderNotMade, makeFolder } from '../src/make-folder.js'
import { inFolder } from './support.js'

const said = (path: string): Promise<string> =>
  makeFolder(path).then(
    () => 'made',
    (cause: unknown) => {
      if (!(cause instanceof FolderNotMade)) throw cause
      return `${cause.code}: ${cause.message}`
    },
  )

describe('a folder', () => {
  it('is made with those above it, one that is there stays, and several may ask at once', () =>
    inFolder(async (folder) => {
      const deep = join(folder, 'a', 'b', 'c')
      await Promise.all([makeFolder(deep), makeFolder(deep), makeFolder(join(folder, 'a', 'd'))])
      writeFileSync(join(deep, 'kept'), '')
      await makeFolder(deep)
      await makeFolder('/')
      expect([deep, join(folder, 'a', 'd')].map((path) => statSync(path).isDirectory())).toEqual([true, true])
      expect(statSync(join(deep, 'kept')).isFile()).toBe(true)
      symlinkSync(deep, join(folder, 'link'))
      await makeFolder(join(folder, 'link'))
      expect(statSync(join(folder, 'link', 'kept')).isFile()).toBe(true)
    }))

  it('that a file stands in the way of is named, and the file stays', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'file')
      writeFileSync(file, 'here')
      expect(await said(file)).toBe(`EEXIST: the folder ${file} cannot be made: a file has its name`)
      const [below, last] = [join(file, 'a'), join(file, 'a', 'b')]
      expect(await said(below)).toBe(`ENOTDIR: the folder ${below} cannot be made: a part of its path is no folder`)
      expect(await said(last)).toBe(`ENOTDIR: the folder ${last} cannot be made: a part of its path is no folder`)
    }))

  const kernel = skippedUnless(existsSync('/proc/self'), 'no /proc here, in which nobody can make a folder')
  it('that nobody can make is named, the first on the way, not tried for ever', kernel, async () => {
    expect(await said('/proc/none/of/these')).toBe(
      'ENOENT: the folder /proc/none cannot be made: nothing can be made in /proc',
    )
  })
})
