import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readComment } from '@sigmastream/audio'
import { describe, expect, it } from 'vitest'
import { skippedUnless } from '../../../test/skipped-unless.js'
import { readPrompts } from '../src/stable-audio/prompts-file.js'
import { gaussian, heard, orThrow, scratch, tone, toyModel, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const bytes = wav(tone(1))
writeFileSync(at('in.wav'), bytes)
const request = ['--from', '0.4', '--to', '0.5', '--steps', '2', '--seed', '1']

/** A pipe with a name, into which `content` is written once it is read. */
const piped = (name: string, content: string | Uint8Array): string => {
  execFileSync('mkfifo', [at(name)])
  void writeFile(at(name), content)
  return at(name)
}

describe('IN that is a pipe', () => {
  it('gives the result of the same file, and the hash of the bytes that came', async () => {
    const model = toyModel(gaussian())
    expect(await type(['inpaint', at('in.wav'), ...request, '-o', at('a.wav')], { model })).toMatchObject({ exit: 0 })
    const from = piped('pipe', bytes)
    expect(await type(['inpaint', from, ...request, '-o', at('b.wav')], { model })).toMatchObject({ exit: 0 })
    expect(await heard(at('b.wav'))).toEqual(await heard(at('a.wav')))
    expect(JSON.parse(readComment(readFileSync(at('b.wav'))) ?? '')).toMatchObject({
      inputHash: createHash('sha256').update(bytes).digest('hex'),
    })
  })

  it('is waited for where nobody writes into it yet', async () => {
    execFileSync('mkfifo', [at('late')])
    const reading = type(['explain', 'inpaint', at('late'), ...request])
    await new Promise((resolve) => setTimeout(resolve, 50))
    await writeFile(at('late'), bytes)
    expect(await reading).toMatchObject({ exit: 0 })
  })

  it('is refused where it holds latents, with what would do', async () => {
    const { exit, stderr } = await type([
      'vary',
      piped('npy', Buffer.from('\u0093NUMPY', 'latin1')),
      '--noise-level',
      '5',
      '-o',
      at('c.wav'),
    ])
    expect([exit, stderr]).toEqual([
      2,
      `sigmastream: ${at('npy')} gives latents through a pipe: put them into a file and give its name\n`,
    ])
  })

  it('is refused where it is empty', async () => {
    const { exit, stderr } = await type(['vary', piped('empty', ''), '--noise-level', '5', '-o', at('c.wav')])
    expect([exit, stderr]).toEqual([2, expect.stringContaining('is empty (0 bytes)')])
  })
})

describe('--prompts that is a pipe', () => {
  it('gives its lines', async () => {
    const lines = orThrow(await readPrompts(piped('prompts', '{"prompt": "water"}\n{"prompt": "wind"}\n'))())
    expect(lines.map(({ prompt }) => prompt)).toEqual(['water', 'wind'])
  })
})

const built = existsSync(new URL('../dist/main.js', import.meta.url))
describe('-', skippedUnless(built, 'packages/cli/dist is not built; npm run setup builds it'), () => {
  it('is standard input', async () => {
    const binary = fileURLToPath(new URL('../bin/sigmastream.js', import.meta.url))
    const child = spawn(process.execPath, [binary, 'explain', 'inpaint', '-', ...request, '--json'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    child.stdin.end(bytes)
    let said = ''
    for await (const part of child.stdout) said += String(part)
    expect(JSON.parse(said)).toMatchObject({ input: '-' })
  })
})
