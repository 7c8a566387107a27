import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { skippedUnless } from '../../../test/skipped-unless.js'
import { as16Bit, changes, heard, loudness, namesIn, scratch, tone, wav } from './support.js'

const binary = fileURLToPath(new URL('../bin/sigmastream.js', import.meta.url))
const trace = fileURLToPath(new URL('../../../scripts/trace.mjs', import.meta.url))
const recording = fileURLToPath(new URL('../../../examples/audio/drum-loop.flac', import.meta.url))
const checkpoint = fileURLToPath(new URL('../../../fixtures/tiny-sao/checkpoint', import.meta.url))
const built = existsSync(new URL('../dist/main.js', import.meta.url))

const folder = scratch()
const at = (name: string): string => join(folder, name)

interface Ended {
  readonly exit: number | null
  readonly signal: NodeJS.Signals | null
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
    child.on('close', (exit, signal) => resolve({ exit, signal, ...said }))
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
    [['samplers'], ['cli']],
    [['schedule'], ['audio', 'cli', 'core', 'pipeline', 'samplers', 'tensor-files']],
    [
      ['inpaint', recording, '--from', '1', '--to', '1.2', '--steps', '1', '-o', at('lean.wav')],
      ['audio', 'cli', 'core', 'model-exemplar', 'onnx', 'pipeline', 'samplers', 'tensor-files'],
    ],
    [
      ['generate', 'rain', '--model', checkpoint, '--seconds', '1', '--steps', '1', '-o', at('rain.wav')],
      ['audio', 'checkpoint', 'cli', 'core', 'hub', 'model-sao', 'onnx', 'pipeline', 'samplers', 'tensor-files'],
    ],
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

  const long = (name: string): readonly string[] => [
    'inpaint',
    at('in.wav'),
    '--from',
    '0.8',
    '--to',
    '1.2',
    '--steps',
    '10000',
    '--save-frames',
    at(`${name} frames`),
    '-o',
    at(`${name}.wav`),
  ]

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('stops after the step under way on %s, ends with %d and leaves nothing behind', async (signal, exit) => {
    writeFileSync(at('in.wav'), wav(tone(2)))
    const before = namesIn(folder)
    const child = started(long('stopped'))
    const said = await ended(child, (stderr) => stderr.includes('step ') && !child.killed && child.kill(signal))
    expect(said).toMatchObject({ exit, stdout: '' })
    expect(said.stderr).toMatch(/^sigmastream: stopping after what is under way; \S+ again ends it at once$/m)
    expect(said.stderr).toContain(`stopped by ${signal}`)
    expect(namesIn(folder)).toEqual(before)
  })

  it('ends by SIGUSR2 at once, and leaves nothing behind', async () => {
    writeFileSync(at('in.wav'), wav(tone(2)))
    const before = namesIn(folder)
    const child = started(long('quit'))
    const said = await ended(child, (stderr) => stderr.includes('step ') && !child.killed && child.kill('SIGUSR2'))
    expect(said).toMatchObject({ exit: null, signal: 'SIGUSR2', stdout: '' })
    expect(namesIn(folder)).toEqual(before)
  })

  /** The command line, whose thread computes for a minute without a pause, and says so on standard error before. */
  const busy = (): ChildProcess => {
    const script = `
      import { writeSync } from 'node:fs'
      import { isMainThread } from 'node:worker_threads'
      if (!isMainThread) {
        writeSync(2, 'it computes')
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000)
      }`
    const module = `data:text/javascript,${encodeURIComponent(script)}`
    return spawn(process.execPath, ['--import', module, binary, 'schedule'], { stdio: ['ignore', 'pipe', 'pipe'] })
  }

  it('answers a first Ctrl-C though it computes without a pause, and a second one ends it', async () => {
    const child = busy()
    const said = await ended(child, (stderr) => {
      if (!stderr.includes('Ctrl-C')) return child.kill('SIGINT')
      // What comes sooner counts as the same, passed on by a terminal and by a supervisor.
      return setTimeout(() => child.kill('SIGINT'), 520)
    })
    expect(said).toMatchObject({ exit: null, signal: 'SIGINT', stdout: '' })
    expect(said.stderr).toBe('it computessigmastream: stopping after what is under way; Ctrl-C again ends it at once\n')
  })

  it('ends by SIGQUIT at once, whatever it computes', async () => {
    const child = busy()
    const said = await ended(child, () => child.kill('SIGQUIT'))
    expect(said).toMatchObject({ exit: null, signal: 'SIGQUIT', stdout: '', stderr: 'it computes' })
  })

  it('leaves nothing where a signal comes before it is answered', async () => {
    const before = namesIn(folder)
    const child = started(long('early'))
    child.kill('SIGTERM')
    expect(await ended(child)).toMatchObject({ exit: null, signal: 'SIGTERM' })
    expect(namesIn(folder)).toEqual(before)
  })

  it('does its work though the reader of its progress goes away', async () => {
    writeFileSync(at('in.wav'), wav(tone(0.2)))
    const line = ['inpaint', at('in.wav'), '--from', '0.05', '--to', '0.1', '--steps', '60', '-o', at('unheard.wav')]
    const child = started(line)
    child.stderr?.once('data', () => child.stderr?.destroy())
    expect(await ended(child)).toMatchObject({ exit: 0, signal: null, stdout: expect.stringContaining('wrote') })
    expect(existsSync(at('unheard.wav'))).toBe(true)
  })

  it('gives its exit code though its messages go to a full disk', async () => {
    const full = openSync('/dev/full', 'w')
    const [told, failed] = [['samplers'], ['samplers', '--never']].map((line) =>
      ended(spawn(process.execPath, [binary, ...line], { stdio: ['ignore', 'pipe', full] })),
    )
    expect([(await told)?.exit, (await failed)?.exit]).toEqual([0, 2])
  })

  it('says that what it prints could not be written', async () => {
    const full = openSync('/dev/full', 'w')
    const said = await ended(spawn(process.execPath, [binary, 'samplers'], { stdio: ['ignore', full, 'pipe'] }))
    expect(said).toMatchObject({
      exit: 1,
      stderr: expect.stringContaining('standard output cannot be written to (ENOSPC)'),
    })
  })

  // Node itself, without a program, needs 0.8 GB of addresses.
  it.each([['--version'], ['inpaint --help']])('%s is answered in 2 GB of addresses', async (typed) => {
    const limited = spawn('bash', ['-c', `ulimit -v 2000000; "$0" "$1" ${typed}`, process.execPath, binary])
    expect(await ended(limited)).toMatchObject({ exit: 0, stderr: '' })
  })

  it('does not mind a reader that closes early', async () => {
    const child = started(['samplers'])
    child.stdout?.destroy()
    expect(await ended(child)).toEqual({ exit: 0, signal: null, stdout: '', stderr: '' })
  })
})
