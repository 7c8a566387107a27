import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readPiped } from '../src/piped.js'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sigmastream-piped-')))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (...names: readonly string[]): string => join(folder, ...names)

describe('a pipe that was read', () => {
  it('leaves modules that are loaded after it where they are, behind the links of a package manager', async () => {
    mkdirSync(at('node_modules'))
    const [first, second] = ['first', 'second'].map((name) => {
      mkdirSync(at(name))
      writeFileSync(at(name, 'index.js'), '')
      symlinkSync(at(name), at('node_modules', name))
      return at(name, 'index.js')
    })
    const { resolve } = createRequire(at('main.js'))
    expect(resolve('first')).toBe(first)
    execFileSync('mkfifo', [at('pipe')])
    void writeFile(at('pipe'), 'sound')
    expect(await readPiped(at('pipe'), 100)).toEqual(new TextEncoder().encode('sound'))
    expect(resolve('second')).toBe(second)
  })

  it('may give as many bytes as are taken, and not one more', async () => {
    const file = at('five')
    writeFileSync(file, 'sound')
    expect(await readPiped(file, 5)).toHaveLength(5)
    await expect(readPiped(file, 4)).rejects.toThrow('it gives more than 4 bytes')
  })
})
