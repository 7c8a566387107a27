import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { secondsOf } from '@sigmastream/audio'
import { readTensor } from '@sigmastream/tensor-files'
import { decode } from 'fast-png'
import { describe, expect, it } from 'vitest'
import { gaussian, heard, namesIn, orThrow, scratch, tone, toyModel, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
writeFileSync(at('in.wav'), wav(tone(1)))
const inpaint = ['inpaint', at('in.wav'), '--from', '0.4', '--to', '0.6', '--steps', '5']

describe('--plot', () => {
  it('draws a PNG', async () => {
    expect(await type([...inpaint, '--plot', at('p.png'), '-o', at('p.wav')])).toMatchObject({ exit: 0 })
    expect(decode(readFileSync(at('p.png'))).width).toBe(2000)
  })

  it('draws a run without steps, one of an adaptive solver, and a paint window', async () => {
    for (const line of [
      ['restyle', at('in.wav'), '--strength', '1'],
      ['vary', at('in.wav'), '--noise-level', '1', '--sampler', 'dpm-adaptive'],
      [...inpaint, '--paint-end', '3'],
      ['restyle', at('in.wav'), '--strength', '0.5'],
    ]) {
      expect(await type([...line, '--plot', at('q.png'), '-o', at('q.wav'), '--force'])).toMatchObject({ exit: 0 })
      expect(existsSync(at('q.png'))).toBe(true)
    }
  })
})

describe('--save-frames', () => {
  it('keeps the denoised latent and the sound of every step', async () => {
    expect(await type([...inpaint, '--save-frames', at('frames'), '-o', at('f.npy')])).toMatchObject({ exit: 0 })
    const names = [0, 1, 2, 3, 4].flatMap((step) => [`step-000${step}.npy`, `step-000${step}.wav`])
    expect(namesIn(at('frames'))).toEqual(names)
    const last = orThrow(await readTensor(at('frames/step-0004.npy'))())
    expect(last.shape).toEqual([1, 64, 125])
    expect(secondsOf(await heard(at('frames/step-0004.wav')))).toBe(1)
    expect(namesIn(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
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
    const model = toyModel((x, sigma, signal) => {
      calls += 1
      if (calls === 3) abort.abort(name)
      return gaussian()(x, sigma, signal)
    })
    const before = namesIn(folder)
    const line = [...inpaint, '--plot', at('stopped.png'), '--save-frames', at('stopped'), '-o', at('stopped.wav')]
    const said = await type(line, { model, signal: abort.signal })
    expect(said).toMatchObject({ exit, stdout: '', stderr: expect.stringContaining(`stopped by ${name}`) })
    await new Promise((resolve) => setTimeout(resolve, 20))
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
    const model = toyModel((x, sigma, signal) => {
      if (sigma < 0.02) setImmediate(() => abort.abort('SIGINT'))
      return gaussian()(x, sigma, signal)
    })
    expect(await type([...inpaint, '-o', at('late.wav')], { model, signal: abort.signal })).toMatchObject({ exit: 130 })
    expect(existsSync(at('late.wav'))).toBe(false)
  })
})
