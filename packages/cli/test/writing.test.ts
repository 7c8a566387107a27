import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { single } from './stable-audio/checkpoints.js'
import { namesIn, scratch, tone, toyModel, type, wav } from './support.js'

const folder = scratch()
const at = (...names: readonly string[]): string => join(folder, ...names)
writeFileSync(at('in.wav'), wav(tone(0.2)))
const inpaint = ['inpaint', at('in.wav'), '--from', '0.05', '--to', '0.1', '--steps', '2', '--seed', '1']

/** A folder of its own for one test. */
const fresh = (name: string): string => {
  mkdirSync(at(name))
  return at(name)
}

describe('a name that several runs want', () => {
  it('goes to one of them; the others fail, and say so', async () => {
    const out = join(fresh('three'), 'out.wav')
    const runs = await Promise.all([1, 2, 3].map((seed) => type([...inpaint, '--seed', String(seed), '-o', out])))
    expect(runs.map(({ exit }) => exit).toSorted()).toEqual([0, 1, 1])
    const [winner] = runs.flatMap(({ exit }, i) => (exit === 0 ? [i + 1] : []))
    const refusals = runs.filter(({ exit }) => exit === 1).map(({ stderr }) => stderr)
    for (const stderr of refusals)
      expect(stderr).toMatch(
        /out\.wav cannot be written: .*out\.wav meanwhile, which stays: give another name, or --force/,
      )
    expect(readFileSync(out).toString('latin1')).toContain(`"seed":${winner}`)
    expect(namesIn(at('three'))).toEqual(['out.wav'])
  })

  const written: readonly (readonly [string, (out: string, run: string) => readonly string[], string])[] = [
    ['latents', (out) => [...inpaint, '-o', out], 'out.npy'],
    ['the frames of a run', (out, run) => [...inpaint, '-o', at(`f${run}.wav`), '--save-frames', out], 'frames'],
    ['a picture', (out, run) => [...inpaint, '-o', at(`p${run}.wav`), '--plot', out], 'picture.png'],
    ['noise', (out) => ['noise', '--shape', '1,4,8', '--seed', '1', '-o', out], 'noise.npy'],
    ['a mask', (out) => ['mask', '--frames', '8', '--frame-rate', '1', '--from', '1', '--to', '2', '-o', out], 'm.npy'],
    ['a schedule', (out) => ['schedule', '--steps', '4', '-o', out], 'schedule.npy'],
    ['answers of the course', (out) => ['exercises', '--only', 'Q2', '-o', out], 'homework4.pkl'],
    ['sound of latents', (out) => ['decode', at('z.npy'), '--model', single, '-o', out], 'decoded.wav'],
    ['latents of sound', (out) => ['encode', at('in.wav'), '--model', single, '-o', out], 'encoded.npy'],
  ]
  it.each(written)('is not replaced by %s: what comes meanwhile stays', async (what, line, name) => {
    if (!existsSync(at('z.npy'))) await type(['noise', '--shape', '1,8,4', '--seed', '1', '-o', at('z.npy')])
    const out = join(fresh(what), name)
    const both = await Promise.all(['1', '2'].map((run) => type(line(out, run))))
    const said = both.map(({ stderr }) => stderr).join('')
    expect(both.map(({ exit }) => exit).toSorted()).toEqual([0, 1])
    expect(said).toMatch(/meanwhile/)
    expect(namesIn(at(what)).filter((there) => there !== `${name}.json`)).toEqual([name])
    expect(namesIn(folder).filter((there) => there.startsWith('.'))).toEqual([])
  })

  it('is taken with --force by whoever comes last, with the mode that it had, through a link', async () => {
    const real = join(fresh('forced'), 'real.wav')
    writeFileSync(real, 'old')
    chmodSync(real, 0o640)
    symlinkSync('real.wav', at('forced', 'link.wav'))
    expect(await type([...inpaint, '-o', at('forced', 'link.wav')])).toMatchObject({ exit: 2 })
    expect(await type([...inpaint, '-o', at('forced', 'link.wav'), '--force'])).toMatchObject({ exit: 0 })
    expect(lstatSync(at('forced', 'link.wav')).isSymbolicLink()).toBe(true)
    expect([statSync(real).size > 3200, statSync(real).mode & 0o777]).toEqual([true, 0o640])
  })

  it('is no device: that is refused, with --force too', async () => {
    symlinkSync('/dev/null', at('null.wav'))
    const { exit, stderr } = await type([...inpaint, '-o', at('null.wav'), '--force'])
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining('null.wav is no file') })
  })
})

describe('sound and frames', () => {
  it('are there together or not at all', async () => {
    const out = join(fresh('together'), 'out.wav')
    const late = toyModel(undefined, () => {
      if (!existsSync(out)) writeFileSync(out, 'another')
    })
    const ended = await type(
      [...inpaint, '-o', out, '--save-frames', at('together', 'frames'), '--plot', at('together', 'p.png')],
      {
        model: late,
      },
    )
    expect(ended).toMatchObject({ exit: 1 })
    expect(namesIn(at('together'))).toEqual(['out.wav'])
    expect(readFileSync(out, 'utf8')).toBe('another')
  })

  it('come one result after the other, each with its frames', async () => {
    const line = [
      'generate',
      'rain',
      '--model',
      single,
      '--seconds',
      '0.1',
      '--steps',
      '2',
      '--batch',
      '2',
      '--seed',
      '1',
    ]
    fresh('batch')
    const ended = await type([...line, '-o', at('batch', 'o.npy'), '--save-frames', at('batch', 'frames')])
    expect(ended).toMatchObject({ exit: 0 })
    expect(namesIn(at('batch', 'frames')).filter((name) => name.endsWith('.npy'))).toEqual([
      'step-0000-1.npy',
      'step-0000-2.npy',
      'step-0001-1.npy',
      'step-0001-2.npy',
    ])
    expect(namesIn(at('batch')).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it('are swept by the next run where one was killed', async () => {
    const left = join(fresh('killed'), `.sigmastream-0a1b2c3d-${2 ** 30}-0123456789ab.tmp`)
    mkdirSync(left)
    // Of another machine, as far as can be told, and untouched since yesterday.
    utimesSync(left, 0, 0)
    expect(await type([...inpaint, '-o', at('killed', 'out.wav')])).toMatchObject({ exit: 0 })
    expect(namesIn(at('killed'))).toEqual(['out.wav'])
  })
})

describe('what can be known is refused before the run', () => {
  const never = toyModel(() => Promise.reject(new Error('it was run')))
  const long = (bytes: number, ending: string): string => 'x'.repeat(bytes - ending.length) + ending

  it.each([
    ['--output', 'a name', (name: string) => ['-o', at(name)], '.wav', 255],
    ['--output', 'letters of two bytes', (name: string) => ['-o', at(name.replaceAll('xx', 'ü'))], '.wav', 255],
    ['--output', 'latents, which have OUT.json beside them', (name: string) => ['-o', at(name)], '.npy', 250],
    ['--plot', 'a picture', (name: string) => ['-o', at('o.wav'), '--plot', at(name)], '.png', 255],
    ['--save-frames', 'a folder', (name: string) => ['-o', at('o.wav'), '--save-frames', at(name)], '', 255],
  ])('%s: %s that is too long for the file system', async (option, _, typed, ending, most) => {
    const ended = await type([...inpaint, ...typed(long(256, ending))], { model: never })
    expect(ended).toMatchObject({ exit: 2, stdout: '' })
    expect(ended.stderr).toContain(`${option}: the name `)
    expect(ended.stderr).toContain(`has 256 bytes: give one of at most ${most}`)
  })

  it('a line of --prompts too, before those above it are made', async () => {
    writeFileSync(at('p.jsonl'), `{"prompt":"a"}\n{"prompt":"b","output":"${long(252, '.wav')}"}\n`)
    const line = ['generate', '--prompts', at('p.jsonl'), '--model', single, '--seconds', '0.1', '--steps', '1']
    const ended = await type([...line, '-o', at('prompts.wav')])
    expect(ended).toMatchObject({ exit: 2, stdout: '' })
    expect(ended.stderr).toContain('has 252 bytes: give one of at most 250 (.json is put behind it)')
    expect(namesIn(folder).filter((name) => name.startsWith('prompts'))).toEqual([])
  })

  it('the longest name is taken, and what a message suggests as well', async () => {
    expect(await type([...inpaint, '-o', at(long(255, '.wav'))])).toMatchObject({ exit: 0 })
    expect(await type([...inpaint, '-o', at(long(250, '.npy'))])).toMatchObject({ exit: 0 })
  })

  it.each([
    ['sound', ['-o', at('r1.wav')], 3200],
    ['latents', ['-o', at('r2.npy')], 64 * 25 * 4],
    ['frames', ['-o', at('r3.wav'), '--save-frames', at('rf')], 2 * (64 * 25 * 4 + 3200) + 3200],
    ['a run that is kept', ['-o', at('r4.wav'), '--checkpoint', at('rk')], 2 * 3 * 64 * 25 * 4 + 3200],
  ])('no room on the disk for %s', async (_, typed, bytes) => {
    const refused = await type([...inpaint, ...typed], { model: never, room: bytes - 1 })
    expect(refused).toMatchObject({ exit: 2, stdout: '' })
    expect(refused.stderr).toMatch(/takes about \d+ kB, and the disk has room for \d+ kB: make room/)
    expect(await type([...inpaint, ...typed], { room: bytes })).toMatchObject({ exit: 0 })
  })
})

describe('a signal', () => {
  it.each([
    ['noise', ['noise', '--shape', '1,1,4', '--seed', '1', '-o', at('signalled.npy')]],
    ['a mask', ['mask', '--frames', '8', '--frame-rate', '1', '--from', '1', '--to', '2', '-o', at('signalled.npy')]],
    ['latents', [...inpaint, '-o', at('signalled.npy')]],
  ])('ends %s before anything is written, and is told by the exit code', async (_, line) => {
    const ended = await type(line, { signal: AbortSignal.abort('SIGHUP') })
    expect(ended).toMatchObject({ exit: 129, stdout: '', stderr: expect.stringContaining('stopped by SIGHUP') })
    expect(existsSync(at('signalled.npy'))).toBe(false)
  })
})
