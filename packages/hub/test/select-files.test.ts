import { mkdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { either as E } from 'fp-ts'
import { expect, it } from 'vitest'
import { selectFiles } from '../src/cache/select-files.js'
import { inFolder } from './scene.js'

it('what is read first is what lies in the folder under a listed name, and is no longer than an index may be', async () => {
  await inFolder(async (root) => {
    const folder = join(root, 'snapshot')
    await mkdir(join(folder, 'sub'), { recursive: true })
    await writeFile(join(root, 'outside'), 'secret')
    for (const name of ['unlisted', 'small', 'sub/deep', 'largest', 'large']) await writeFile(join(folder, name), name)
    await truncate(join(folder, 'largest'), 2 ** 24)
    await truncate(join(folder, 'large'), 2 ** 24 + 1)
    const names = ['../outside', 'unlisted', 'small', 'sub/deep', 'largest', 'large', 'gone', 'sub']
    const listed = new Set(names.filter((name) => name !== '../outside' && name !== 'unlisted'))
    const select = (_: ReadonlySet<string>, contents: ReadonlyMap<string, Uint8Array>) => E.right([...contents.keys()])
    const selected = await selectFiles({ readFirst: () => E.right(names), select }, folder, listed)()
    expect(selected).toEqual(E.right(['small', 'sub/deep', 'largest']))
  })
})
