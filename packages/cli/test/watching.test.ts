import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import { secondsOf } from '@sigmastream/audio'
import { readTensor } from '@sigmastream/tensor-files'
import { describe, expect, it } from 'vitest'
import { drawnRun } from '../../plot/test/drawn-run.js'
import { changes, gaussian, heard, loudness, namesIn, orThrow, scratch, tone, toyModel, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
writeFileSync(at('in.wav'), wav(tone(1)))
const inpaint = ['inpaint', at('in.wav'), '--from', '0.4', '--to', '0.6', '--steps', '5']

describe('--plot', () => {
  const [before, gap, after] = [0, 1, 2]
  const drawn = async (line: readonly string[], panels: Parameters<typeof drawnRun>[1] = {}) => {
    expect(await type([...line, '--plot', at('p.png'), '-o', at('p.wav'), '--force'])).toMatchObject({ exit: 0 })
    return drawnRun(readFileSync(at('p.png')), panels)
  }

  it('draws the input, the gap in it, and the result, which is another where the gap was', async () => {
    const picture = await drawn(inpaint, { panels: 3, regions: true })
    for (const colours of picture.colours) expect(colours).toBeGreaterThan(100)
    const [cutFrom = NaN, cutTo = NaN] = picture.differing(before, gap) ?? []
    expect([cutFrom, cutTo]).toEqual([expect.closeTo(0.4, 2), expect.closeTo(0.6, 2)])
    // A spectrum sees as far as its window, which is 1024 samples of 8000.
    const [from = NaN, to = NaN, columns] = picture.differing(before, after) ?? []
    expect([from > 0.4 - 0.128, from <= cutFrom, to >= cutTo, to < 0.6 + 0.128]).toEqual([true, true, true, true])
    expect(columns).toBeGreaterThan(0.19)
    expect(picture.lines.schedule).toBeGreaterThan(1000)
    expect(picture.lines.movement).toBeGreaterThan(1000)
    expect(picture.painted).toBeLessThan(0.05)
  })

  it('shades the steps of a paint window, after which the sound is another everywhere', async () => {
    const picture = await drawn([...inpaint, '--paint-end', '3'], { panels: 3, regions: true })
    expect(picture.painted).toBeGreaterThan(0.58)
    expect(picture.painted).toBeLessThan(0.66)
    expect(picture.differing(before, after)).toEqual([expect.closeTo(0, 2), expect.closeTo(1, 2), expect.closeTo(1, 1)])
  })

  it('draws a run without steps: the same twice, and no movement', async () => {
    const picture = await drawn(['restyle', at('in.wav'), '--strength', '1'])
    expect(picture.colours[0]).toBeGreaterThan(100)
    expect(picture.differing(0, 1)).toBeNull()
    expect(picture.lines.movement).toBe(0)
    expect(picture.lines.schedule).toBeGreaterThan(1000)
  })

  it.each([
    ['an adaptive solver', ['vary', at('in.wav'), '--noise-level', '1', '--sampler', 'dpm-adaptive']],
    ['half of the steps', ['restyle', at('in.wav'), '--strength', '0.5']],
  ])('draws %s: another sound, and how it moved', async (_, line) => {
    const picture = await drawn(line)
    for (const colours of picture.colours) expect(colours).toBeGreaterThan(100)
    expect(picture.differing(0, 1)).toEqual([expect.closeTo(0, 2), expect.closeTo(1, 2), expect.closeTo(1, 1)])
    expect(picture.lines.movement).toBeGreaterThan(1000)
    expect(picture.lines.schedule).toBeGreaterThan(1000)
  })
})

describe('--save-frames', () => {
  it('keeps the denoised latent and the sound of every step', async () => {
    expect(await type([...inpaint, '--save-frames', at('frames'), '-o', at('f.npy')])).toMatchObject({ exit: 0 })
    const names = [0, 1, 2, 3, 4].flatMap((step) => [`step-000${step}.npy`, `step-000${step}.wav`])
    expect(namesIn(at('frames'))).toEqual(names)
    const steps = await Promise.all(
      [0, 1, 2, 3, 4].map(async (step) => orThrow(await readTensor(at(`frames/step-000${step}.npy`))())),
    )
    const sounds = await Promise.all([0, 1, 2, 3, 4].map((step) => heard(at(`frames/step-000${step}.wav`))))
    const result = orThrow(await readTensor(at('f.npy'))())
    for (const { shape } of steps) expect(shape).toEqual([1, 64, 125])
    for (const sound of sounds) expect(secondsOf(sound)).toBe(1)
    // The estimates come to the result, which the last of them is in the gap: no noise is left.
    const inGap = ({ data }: typeof result): readonly number[] =>
      [...data].filter((_, i) => 50 <= i % 125 && i % 125 < 75)
    const end = inGap(result)
    const far = steps.map((one) => Math.max(...inGap(one).map((value, i) => Math.abs(value - (end[i] ?? NaN)))))
    expect(far.toSorted((a, b) => b - a)).toEqual(far)
    expect(far[0]).toBeGreaterThan(0.1)
    expect(far[4]).toBeLessThan(1e-6)
    sounds.slice(1).forEach((sound, i) => expect(changes(sounds[i] ?? sound, sound)).not.toContain(null))
    expect(loudness(sounds[4] ?? tone(1), 0.4, 0.6)).toBeGreaterThan(0.07)
    expect(namesIn(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('that cannot be made is told before the first step', async () => {
    // Linux: a folder in which nothing can be made, whoever asks.
    const { exit, stderr } = await type([...inpaint, '--save-frames', '/proc/frames', '-o', at('h.wav')])
    expect([exit, stderr]).toEqual([
      1,
      expect.stringContaining(
        '--save-frames: the folder /proc/frames cannot be made: nothing can be made in /proc; give another folder',
      ),
    ])
    expect(stderr).not.toContain('step 1')
  })

  it('with --force replaces the frames of an earlier run, and touches nothing else', async () => {
    mkdirSync(at('again'))
    for (const name of ['step-0009.npy', 'step-0009.wav', 'notes.txt'])
      writeFileSync(join(at('again'), name), 'earlier')
    expect(await type([...inpaint, '--save-frames', at('again'), '-o', at('g.wav')])).toMatchObject({ exit: 2 })
    expect(await type([...inpaint, '--save-frames', at('again'), '-o', at('g.wav'), '--force'])).toMatchObject({
      exit: 0,
    })
    expect(namesIn(at('again'))).toHaveLength(11)
    expect(namesIn(at('again'))).not.toContain('step-0009.npy')
    expect(orThrow(await readTensor(at('again/step-0004.npy'))()).shape).toEqual([1, 64, 125])
    expect(readFileSync(join(at('again'), 'notes.txt'), 'utf8')).toBe('earlier')
  })
})

describe('progress', () => {
  it('is plain lines with step, sigma and time left where there is no terminal', async () => {
    const { stderr } = await type([...inpaint, '--seed', '1', '-o', at('h.wav')])
    const lines = stderr.trimEnd().split('\n')
    expect(lines).toHaveLength(5)
    expect(lines[0]).toBe('step 1/5  sigma 1.05737  0 s left')
    for (const line of lines) expect(line).toMatch(/^step \d\/5 {2}sigma [\d.]+ {2}\d+ s left$/)
  })

  it('is few lines for many steps', async () => {
    const { stderr } = await type([
      'vary',
      at('in.wav'),
      '--noise-level',
      '1',
      '--steps',
      '300',
      '--seed',
      '1',
      '-o',
      at('i.wav'),
    ])
    expect(stderr.trimEnd().split('\n')).toHaveLength(21)
    expect(stderr).toMatch(/\d+ s left/)
  })

  it('is a bar on a terminal', async () => {
    const { stderr } = await type([...inpaint, '-o', at('j.wav')], { terminal: true })
    expect(stderr).toContain('[==============================] step 5/5')
    expect(stderr.endsWith('\n')).toBe(true)
  })

  it('of an adaptive solver grows to its end', async () => {
    const { stderr } = await type([
      'restyle',
      at('in.wav'),
      '--strength',
      '0.2',
      '--sampler',
      'dpm-adaptive',
      '--seed',
      '1',
      '-o',
      at('k.wav'),
    ])
    expect(stderr.trimEnd()).toMatch(/sigma 0 {2}0 s left$/)
  })

  it('stays off standard output with --json', async () => {
    const { stdout, stderr } = await type([...inpaint, '--json', '-o', at('l.wav')])
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
    expect(JSON.parse(stdout)).toMatchObject({ seed: 77, output: at('l.wav') })
    expect(stderr).toContain('step 5/5')
  })
})

describe('a signal', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends it within one model call, with nothing written, and exits %d', async (name, exit) => {
    const abort = new AbortController()
    let calls = 0
    let answer: () => void = () => undefined
    const model = toyModel(async (x, sigma, signal) => {
      calls += 1
      if (calls === 3) {
        abort.abort(name)
        await new Promise<void>((resolve) => (answer = resolve))
      }
      return gaussian()(x, sigma, signal)
    })
    const before = namesIn(folder)
    const line = [...inpaint, '--plot', at('stopped.png'), '--save-frames', at('stopped'), '-o', at('stopped.wav')]
    const said = await type(line, { model, signal: abort.signal })
    expect(said).toMatchObject({ exit, stdout: '', stderr: expect.stringContaining(`stopped by ${name}`) })
    // It has ended while the third call has no answer; when that comes, nobody asks again.
    answer()
    await turnOfTheLoop()
    expect(calls).toBe(3)
    expect(namesIn(folder)).toEqual(before)
  })

  it('that came before the run ends it without a call', async () => {
    const model = toyModel(() => Promise.reject(new Error('called')))
    expect(
      await type([...inpaint, '-o', at('early.wav')], { model, signal: AbortSignal.abort('SIGINT') }),
    ).toMatchObject({
      exit: 130,
    })
  })

  it('that comes while the result is judged still writes nothing', async () => {
    const abort = new AbortController()
    const model = toyModel(gaussian(), () => void setImmediate(() => abort.abort('SIGINT')))
    expect(await type([...inpaint, '-o', at('late.wav')], { model, signal: abort.signal })).toMatchObject({ exit: 130 })
    expect(existsSync(at('late.wav'))).toBe(false)
  })
})
