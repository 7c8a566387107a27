import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as passed } from 'node:timers/promises'
import { sampleCount, secondsOf } from '@sigmastream/audio'
import { decode } from 'fast-png'
import { describe, expect, it } from 'vitest'
import { changes, gaussian, heard, namesIn, scratch, tone, toyModel, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
writeFileSync(at('in.wav'), wav(tone(0.4)))
const vary = ['vary', at('in.wav'), '--noise-level', '1', '--steps', '4', '--seed', '1']

/** Waits until there is a file. */
const thereIs = async (path: string): Promise<void> => {
  for (let i = 0; i < 2000 && !existsSync(path); i++) await passed(2)
  if (!existsSync(path)) throw new Error(`there is no ${path}`)
}

/** A model that answers its call number `call` when a file is there: what is skipped depends on time, and this does not. */
const waitingFor = (path: string, call: number) => {
  let calls = 0
  return toyModel(async (x, sigma, signal) => {
    calls += 1
    if (calls === call) await thereIs(path)
    return gaussian()(x, sigma, signal)
  })
}

describe('--preview', () => {
  it('writes the estimate of some steps as sound, and all of them side by side', async () => {
    const line = [...vary, '--preview', at('heard'), '--preview-every', '2', '-o', at('a.wav')]
    const { exit, stdout } = await type(line, { model: waitingFor(at('heard/step-0.wav'), 3) })
    expect({ exit, stdout }).toMatchObject({
      exit: 0,
      stdout: expect.stringContaining(`wrote ${at('heard')}: what it sounded like on the way, at 2 of 2 steps\n`),
    })
    expect(namesIn(at('heard'))).toEqual(['step-0.wav', 'step-2.wav', 'steps.png'])
    const [first, later, end] = [
      await heard(at('heard/step-0.wav')),
      await heard(at('heard/step-2.wav')),
      await heard(at('a.wav')),
    ]
    expect(sampleCount(first)).toBe(sampleCount(end))
    expect(changes(first, later)).not.toContain(null)
    const { width, height } = decode(readFileSync(at('heard/steps.png')))
    expect([width, height]).toEqual([2000, 2 * (108 + 132 + 56)])
  })

  it('says how many of the steps it kept, where some came while one was decoded', async () => {
    // how many that are depends on time
    const line = [...vary, '--steps', '20', '--preview', at('few'), '--preview-every', '1', '-o', at('few.wav')]
    const { stdout } = await type(line)
    const kept = namesIn(at('few')).filter((name) => name.endsWith('.wav')).length
    const why = kept < 20 ? '; a step is left out while one before it is decoded' : ''
    expect(stdout).toContain(`at ${kept} of 20 steps${why}\n`)
  })

  it('changes no sample of the result', async () => {
    await type([...vary, '-o', at('plain.wav')])
    await type([...vary, '--preview', at('heard-too'), '--preview-every', '1', '-o', at('watched.wav')])
    expect(readFileSync(at('watched.wav'))).toEqual(readFileSync(at('plain.wav')))
  })

  it('is there while the run goes on', async () => {
    const model = waitingFor(at('early/step-0.wav'), 4)
    expect(await type([...vary, '--preview', at('early'), '-o', at('b.wav')], { model })).toMatchObject({ exit: 0 })
  })

  it('that cannot be written is told, and ends no run', async () => {
    mkdirSync(at('taken/step-0.wav'), { recursive: true })
    const line = [...vary, '--preview', at('taken'), '--preview-every', '4', '--force', '-o', at('c.wav')]
    const { exit, stderr } = await type(line)
    expect({ exit, told: stderr.includes('note: no preview: ') }).toEqual({ exit: 0, told: true })
    expect(secondsOf(await heard(at('c.wav')))).toBeCloseTo(0.4, 9)
  })

  it('into a folder that cannot be made is told before the first step', async () => {
    // Linux: a folder in which nothing can be made, whoever asks.
    const { exit, stderr } = await type([...vary, '--preview', '/proc/heard', '-o', at('none.wav')])
    expect([exit, stderr]).toEqual([
      1,
      expect.stringContaining(
        '--preview: the folder /proc/heard cannot be made: nothing can be made in /proc; give another folder',
      ),
    ])
    expect(stderr).not.toContain('step 1')
    expect(existsSync(at('none.wav'))).toBe(false)
  })

  it('leaves no folder where nothing was heard, and one that was there stays', async () => {
    mkdirSync(at('mine'))
    const model = toyModel(() => Promise.reject(new Error('no')))
    for (const name of ['made', 'mine'])
      expect(await type([...vary, '--preview', at(name), '-o', at('none.wav')], { model })).toMatchObject({ exit: 1 })
    expect([existsSync(at('made')), existsSync(at('mine'))]).toEqual([false, true])
  })

  it('numbers the previews of several results', async () => {
    const line = [...vary, '--count', '2', '--preview', at('two'), '--preview-every', '4', '-o', at('d.wav')]
    expect(await type(line)).toMatchObject({ exit: 0 })
    expect(namesIn(at('two'))).toEqual(['step-0-1.wav', 'step-0-2.wav', 'steps-1.png', 'steps-2.png'])
  })

  it.each([
    ['how often alone', () => ['--preview-every', '4'], /--preview-every is for --preview: give that and a folder/],
    ['a file', () => ['--preview', at('in.wav')], /--preview: .* is a file: give a folder/],
    ['a folder that is not empty', () => ['--preview', folder], /--preview: .* is not empty: give another folder/],
    ['the name of the result', () => ['--preview', at('e.wav')], /--preview: .* is written by another option/],
    [
      'no steps between',
      () => ['--preview', at('f'), '--preview-every', '0'],
      /--preview-every is "0": give a whole number/,
    ],
  ])('is refused for %s', async (_, options, said) => {
    const { exit, stderr } = await type([...vary, ...options(), '-o', at('e.wav')])
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringMatching(said) })
  })

  it('is refused for latents, which nobody hears, and for several files', async () => {
    await type([...vary, '-o', at('latents.npy')])
    const latents = [
      'vary',
      at('latents.npy'),
      '--frame-rate',
      '125',
      '--noise-level',
      '1',
      '--preview',
      at('g'),
      '-o',
      at('g.npy'),
    ]
    const silent = await type(latents)
    expect(silent).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('--preview: these latents cannot be heard'),
    })
    mkdirSync(at('out'))
    const several = await type([
      ...vary.slice(0, 2),
      at('a.wav'),
      ...vary.slice(2),
      '--preview',
      at('h'),
      '-o',
      at('out'),
    ])
    expect(several).toMatchObject({ exit: 2, stderr: expect.stringContaining('--preview is for one file') })
  })
})
