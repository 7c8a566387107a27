import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readComment } from '@sigmastream/audio'
import { readTensor } from '@sigmastream/tensor-files'
import { describe, expect, it } from 'vitest'
import { as16Bit, heard, orThrow, scratch, tone, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const clip = tone(1)
writeFileSync(at('in.wav'), wav(clip))
const line = ['inpaint', at('in.wav'), '--from', '0.4', '--to', '0.6', '--steps', '6', '--seed', '3']
const posterior = ['--method', 'posterior']

const latents = async (name: string, ...options: readonly string[]) => {
  expect(await type([...line, ...options, '-o', at(name)])).toMatchObject({ exit: 0 })
  return orThrow(await readTensor(at(name))()).data
}

describe.each([
  ['extend', ['--after', '0.2'], [0, 8000]],
  ['loop', ['--seam', '0.2'], [0, 6400]],
] as const)('%s --method', (command, how, [from, to]) => {
  const task = [command, at('in.wav'), ...how, '--steps', '4', '--seed', '3']
  const made = async (name: string, ...options: readonly string[]) => {
    expect(await type([...task, ...options, '-o', at(`${command}-${name}.wav`)])).toMatchObject({ exit: 0 })
    return (await heard(at(`${command}-${name}.wav`))).channels[0] ?? []
  }

  it('projection is what it is without it', async () =>
    expect(await made('projected', '--method', 'projection')).toEqual(await made('plain')))

  it('posterior makes another sound of what is new, and leaves every other sample as it was', async () => {
    const [before, after] = [(await as16Bit(clip)).channels[0] ?? [], await made('posterior', '--method', 'posterior')]
    expect([...after].slice(from, to)).toEqual([...before].slice(from, to))
    expect(after).not.toEqual(await made('unsaid'))
    expect(JSON.parse(readComment(readFileSync(at(`${command}-posterior.wav`))) ?? '')).toMatchObject({
      command,
      method: 'posterior',
      sampler: 'ddim',
    })
  })

  it('native is refused, and what is told is for a model that was trained so', async () => {
    for (const method of ['native', 'both', 'word']) {
      const { exit, stderr } = await type([...task, '--method', method, '-o', at('never.wav')])
      expect(exit).toBe(2)
      expect(stderr).toContain('--method')
    }
    expect(existsSync(at('never.wav'))).toBe(false)
  })
})

describe('inpaint --method', () => {
  it('projection is what it is without it', async () =>
    expect(await latents('projection.npy', '--method', 'projection')).toEqual(await latents('plain.npy')))

  it('project is another word for projection', async () =>
    expect(await latents('project.npy', '--method', 'project')).toEqual(await latents('unsaid.npy')))

  it('posterior fills the region with another sound, and leaves every other sample as it was', async () => {
    const { exit, stdout } = await type([...line, ...posterior, '-o', at('posterior.wav')])
    expect(exit).toBe(0)
    expect(stdout).toContain('seed 3, ddim (by the posterior), 6 steps')
    const [before, after] = [
      (await as16Bit(clip)).channels[0] ?? [],
      (await heard(at('posterior.wav'))).channels[0] ?? [],
    ]
    expect([...after].slice(0, 3200)).toEqual([...before].slice(0, 3200))
    expect([...after].slice(4800)).toEqual([...before].slice(4800))
    expect(await latents('posterior.npy', ...posterior)).not.toEqual(await latents('plain.npy', '--force'))
  })

  it('is stored with the sound, and made again from there', async () => {
    await type([...line, ...posterior, '--resample', '2,3', '-o', at('stored.wav')])
    expect(JSON.parse(readComment(readFileSync(at('stored.wav'))) ?? '')).toMatchObject({
      method: 'posterior',
      sampler: 'ddim',
      resample: [2, 3],
    })
    expect(await type(['rerun', at('stored.wav'), '--input', at('in.wav'), '-o', at('again.wav')])).toMatchObject({
      exit: 0,
    })
    expect(await heard(at('again.wav'))).toEqual(await heard(at('stored.wav')))
  })

  it('is explained: two calls a step, one to 0, and its own lanes of noise', async () => {
    const { stdout } = await type(['explain', ...line, ...posterior])
    expect(stdout).toContain('chain      denoise > ddimUpdate > addNoise(proxy) > ')
    expect(stdout).toContain('calls      11, of the model')
    expect(stdout).toContain('start x 1, proxy x 5, ancestral x 5')
  })
})

describe('inpaint --resample', () => {
  it('walks each stretch of steps so often: once is the plain run, bit for bit', async () => {
    const plain = await latents('unrepeated.npy')
    expect(await latents('once.npy', '--resample', '1,2')).toEqual(plain)
    expect(await latents('twice.npy', '--resample', '2,2')).not.toEqual(plain)
  })

  it('is explained: its levels go up again, and it calls the model so much more often', async () => {
    const { stdout } = await type(['explain', ...line, '--resample', '3,5', '--json'])
    const { calls, sigmas } = JSON.parse(stdout)
    const rises = sigmas.filter((sigma: number, i: number) => sigma > (sigmas[i - 1] ?? Infinity))
    expect({ calls, steps: sigmas.length - 1, rises: rises.length }).toEqual({ calls: 16, steps: 18, rises: 2 })
  })

  it('says at the end what was walked', async () => {
    const { stdout } = await type([...line, '--resample', '2,5', '-o', at('said.wav')])
    expect(stdout).toContain('seed 3, euler (stretches of 5 steps 2 times), 12 steps')
  })
})

describe('what does not go together', () => {
  it.each([
    [['--method', 'posteriour'], '--method is "posteriour": give posterior, or another of projection, native, both'],
    [
      ['--method', 'native'],
      '--method native is for a model that fills gaps itself, and this one was not trained to: give --method projection or posterior, or --model',
    ],
    [
      [...posterior, '--sampler', 'dpmpp-2m'],
      '--sampler dpmpp-2m: --method posterior takes a step of its own, which is that of ddim: leave --sampler out',
    ],
    [
      [...posterior, '--paint-start', '2'],
      '--paint-start: with --method the surroundings count in every step: leave one of the two out',
    ],
    [['--resample', '2,2', '--paint-end', '4'], '--paint-end: with --resample the surroundings count in every step'],
    [['--resample', '2'], '--resample is "2": give two whole numbers above 0'],
    [['--resample', '0,2'], '--resample is "0,2": give two whole numbers above 0'],
    [['--resample', '101,2'], 'how often (at most 100)'],
    [
      ['--resample', '100,1', '--steps', '100'],
      '--resample: that makes 19702 steps of 100: give so few that there are at most 10000',
    ],
    [
      ['--resample', '2,6'],
      '--resample: a stretch of 6 steps, and the run has 5 above its lowest noise level: give at most 5',
    ],
    [
      ['--resample', '2,1', '--steps', '1'],
      'the run has 0 above its lowest noise level: leave --resample out, or give more --steps',
    ],
    [
      ['--resample', '2,2', '--sampler', 'restart'],
      '--sampler: one that finds its own steps has none that --resample could go over again',
    ],
    [['--resample', '2,2', '--sampler', 'dpm-adaptive'], 'give one that goes down the list, such as euler'],
  ])('%j is refused in one line', async (options, said) => {
    const { exit, stderr } = await type([...line, ...options, '-o', at('never.wav')])
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining(said) })
    expect(stderr).toMatch(/^sigmastream: [^\n]*\n$/)
    expect(existsSync(at('never.wav'))).toBe(false)
  })
})
