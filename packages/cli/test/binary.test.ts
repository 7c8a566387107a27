import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { namesIn, scratch, tone, wav } from './support.js'

const binary = fileURLToPath(new URL('../bin/sigmastream.js', import.meta.url))
const built = existsSync(new URL('../dist/main.js', import.meta.url))
if (!built)
  console.log(
    'skipped: the tests that start the built command line, since packages/cli/dist is not built (npm test builds it)',
  )

const folder = scratch()
const at = (name: string): string => join(folder, name)

interface Ended {
  readonly exit: number | null
  readonly stdout: string
  readonly stderr: string
}

const started = (argv: readonly string[]): ChildProcess =>
  spawn(process.execPath, [binary, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] })

const ended = (child: ChildProcess, heard: (stderr: string) => void = () => undefined): Promise<Ended> =>
  new Promise((resolve) => {
    const said = { stdout: '', stderr: '' }
    child.stdout?.on('data', (chunk) => (said.stdout += String(chunk)))
    child.stderr?.on('data', (chunk) => {
      said.stderr += String(chunk)
      heard(said.stderr)
    })
    child.on('close', (exit) => resolve({ exit, ...said }))
  })

describe.skipIf(!built)('the built command line', () => {
  it('runs under plain node', async () => {
    expect(await ended(started(['--version']))).toMatchObject({ exit: 0, stdout: '0.2.0\n' })
    expect(await ended(started(['inpaint', 'nowhere.wav', '--from', '1', '--to', '2', '-o', 'x.wav']))).toMatchObject({
      exit: 2,
      stdout: '',
    })
  })

  it('fills a gap with the embedded model', async () => {
    writeFileSync(at('in.wav'), wav(tone(2)))
    const { exit, stdout, stderr } = await ended(
      started(['inpaint', at('in.wav'), '--from', '0.8', '--to', '1.2', '--steps', '5', '--json', '-o', at('out.wav')]),
    )
    expect({ exit, stderr }).toMatchObject({ exit: 0 })
    expect(JSON.parse(stdout)).toMatchObject({ command: 'inpaint', output: at('out.wav') })
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends on %s with %d and leaves nothing behind', async (signal, exit) => {
    writeFileSync(at('in.wav'), wav(tone(2)))
    const before = namesIn(folder)
    const line = [
      'inpaint',
      at('in.wav'),
      '--from',
      '0.8',
      '--to',
      '1.2',
      '--steps',
      '10000',
      '--save-frames',
      at('frames'),
      '-o',
      at('stopped.wav'),
    ]
    const child = started(line)
    const said = await ended(child, (stderr) => stderr.includes('step ') && !child.killed && child.kill(signal))
    expect(said).toMatchObject({ exit, stdout: '' })
    expect(said.stderr).toContain(`stopped by ${signal}`)
    expect(namesIn(folder)).toEqual(before)
  })

  it('does not mind a reader that closes early', async () => {
    const child = started(['samplers'])
    child.stdout?.destroy()
    expect((await ended(child)).stderr).toBe('')
  })
})
