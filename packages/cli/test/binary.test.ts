import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { skippedUnless } from '../../../test/skipped-unless.js'
import { as16Bit, changes, heard, loudness, namesIn, scratch, tone, wav } from './support.js'

const binary = fileURLToPath(new URL('../bin/sigmastream.js', import.meta.url))
const trace = fileURLToPath(new URL('../../../scripts/trace.mjs', import.meta.url))
const built = existsSync(new URL('../dist/main.js', import.meta.url))

const folder = scratch()
const at = (name: string): string => join(folder, name)

interface Ended {
  readonly exit: number | null
  readonly stdout: string
  readonly stderr: string
}

const started = (argv: readonly string[]): ChildProcess =>
  spawn(process.execPath, [binary, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] })

const ended = (child: ChildProcess, told: (stderr: string) => void = () => undefined): Promise<Ended> =>
  new Promise((resolve) => {
    const said = { stdout: '', stderr: '' }
    child.stdout?.on('data', (chunk) => (said.stdout += String(chunk)))
    child.stderr?.on('data', (chunk) => {
      said.stderr += String(chunk)
      told(said.stderr)
    })
    child.on('close', (exit) => resolve({ exit, ...said }))
  })

const whereBuilt = skippedUnless(built, 'packages/cli/dist is not built; npm run setup builds it')
describe('the built command line', whereBuilt, () => {
  it('runs under plain node', async () => {
    expect(await ended(started(['--version']))).toMatchObject({ exit: 0, stdout: '0.2.0\n' })
    expect(await ended(started(['inpaint', 'nowhere.wav', '--from', '1', '--to', '2', '-o', 'x.wav']))).toMatchObject({
      exit: 2,
      stdout: '',
    })
  })

  it.each([
    [['--version'], ['cli']],
    [['samplers'], ['cli', 'core', 'samplers']],
  ])('%j loads what it needs and nothing else', async (argv, packages) => {
    const { stdout } = await ended(spawn(process.execPath, [trace, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] }))
    expect([...stdout.matchAll(/^(\S+) +\d+ modules, /gm)].map(([, name]) => name)).toEqual(packages)
  })

  it('fills a gap with the embedded model', async () => {
    // With silence where the gap is, so that it is heard whether it was filled.
    const silenced = tone(2).channels.map((samples) =>
      Float32Array.from(samples, (sample, n) => (6400 <= n && n < 9600 ? 0 : sample)),
    )
    const clip = { sampleRate: 8000, channels: silenced }
    writeFileSync(at('in.wav'), wav(clip))
    const { exit, stdout, stderr } = await ended(
      started(['inpaint', at('in.wav'), '--from', '0.8', '--to', '1.2', '--steps', '5', '--json', '-o', at('out.wav')]),
    )
    expect({ exit, stderr }).toMatchObject({ exit: 0 })
    expect(JSON.parse(stdout)).toMatchObject({ command: 'inpaint', output: at('out.wav') })
    const [before, after] = [await as16Bit(clip), await heard(at('out.wav'))]
    expect(changes(before, after)).toEqual([[0.8, 1.2]])
    // The hole has the sound of the rest: the tone goes on through it.
    expect(loudness(after, 0.8, 1.2) / loudness(before, 0, 0.8)).toBeCloseTo(1, 1)
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
    expect(await ended(child)).toEqual({ exit: 0, stdout: '', stderr: '' })
  })
})
