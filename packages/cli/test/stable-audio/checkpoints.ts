import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { type Said, type Setting, type } from '../support.js'

const fixtures = fileURLToPath(new URL('../../../../fixtures/tiny-sao', import.meta.url))

/** A tiny Stable Audio Open of 8 latent channels, 64 samples a frame and at most 256 frames; what it makes is noise. */
export const single = join(fixtures, 'checkpoint')
/** The same model in the folders of diffusers. */
export const diffusers = join(fixtures, 'diffusers')

/** A copy of the tiny checkpoint that may be changed. */
export const copied = (to: string): string => {
  cpSync(single, to, { recursive: true })
  return to
}

/** Few steps on one thread. */
export const quick = ['--steps', '3', '--threads', '1']

/** Types a line that must succeed. */
export const works = async (line: readonly string[], setting: Setting = {}): Promise<Said> => {
  const said = await type(line, setting)
  expect({ exit: said.exit, why: said.exit === 0 ? '' : said.stderr }).toEqual({ exit: 0, why: '' })
  return said
}

/** The standard error, one line, of a line that must be refused. */
export const refused = async (line: readonly string[]): Promise<string> => {
  const { exit, stdout, stderr } = await type(line)
  expect({ exit, stdout, stderr }).toEqual({
    exit: 2,
    stdout: '',
    stderr: expect.stringMatching(/^sigmastream: [^\n]*\n$/),
  })
  return stderr
}
