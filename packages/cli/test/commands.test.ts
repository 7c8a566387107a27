import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { roundToHalf } from '@sigmastream/core'
import { catalogue } from '@sigmastream/samplers'
import { readTensor } from '@sigmastream/tensor-files'
import { describe, expect, it } from 'vitest'
import { namesIn, orThrow, scratch, type } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const read = async (name: string) => orThrow(await readTensor(at(name))())

describe('samplers', () => {
  it('lists every sampler of the catalogue as a table', async () => {
    const { exit, stdout, stderr } = await type(['samplers'])
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    for (const { name, stochastic, reference } of catalogue)
      expect(stdout).toMatch(new RegExp(`^${name} .* ${stochastic ? 'yes' : 'no'} +${reference.slice(0, 6)}`, 'm'))
  })

  it('prints one object with --json', async () => {
    const { stdout } = await type(['samplers', '--json'])
    expect(JSON.parse(stdout).samplers).toHaveLength(catalogue.length)
  })
})

describe('schedule', () => {
  it('prints 51 sigmas from 500 to 0 by default', async () => {
    const { sigmas } = JSON.parse((await type(['schedule', '--json'])).stdout)
    expect(sigmas).toHaveLength(51)
    expect(sigmas[0]).toBeCloseTo(500, 9)
    expect(sigmas[49]).toBeCloseTo(0.3, 9)
    expect(sigmas[50]).toBe(0)
  })

  it('writes them as a tensor', async () => {
    expect(
      await type([
        'schedule',
        '--schedule',
        'karras',
        '--steps',
        '4',
        '--sigma-min',
        '1',
        '--sigma-max',
        '2',
        '-o',
        at('s.npy'),
      ]),
    ).toMatchObject({ exit: 0 })
    const { shape, data } = await read('s.npy')
    expect(shape).toEqual([5])
    // Karras et al. 2022, equation 5, with rho 7.
    const karras = [0, 1, 2, 3].map((i) => (2 ** (1 / 7) + (i / 3) * (1 - 2 ** (1 / 7))) ** 7)
    expect([...data]).toEqual([...karras.map((sigma) => expect.closeTo(sigma, 6)), 0])
  })

  it.each([
    ['--steps', '10001', 'a whole number from 1 to 10000'],
    ['--steps', '0', 'a whole number from 1 to 10000'],
    ['--steps', '2.5', 'a whole number from 1 to 10000'],
    ['--steps', 'many', 'a whole number from 1 to 10000'],
    ['--sigma-min', '-1', 'a sigma above 0'],
    ['--sigma-max', 'Infinity', 'a sigma above 0'],
    ['--schedule', 'karas', 'give karras, or another of polyexponential'],
    ['--sigma-max', '0.1', '0 < sigma min < sigma max'],
  ])('refuses %s %s and says what would be right', async (option, value, right) => {
    const { exit, stdout, stderr } = await type(['schedule', option, value])
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
    expect(stderr).toContain(right)
    expect(stderr.trimEnd()).not.toContain('\n')
  })

  it.each([
    'normal',
    'sgm-uniform',
    'beta',
    'laplace',
    'log-snr',
    'linear-time',
    'linear-quadratic',
    'log-snr-shift-from-level',
    'flux-shift-from-level',
    'full-shift-from-level',
  ])('prints %s, which falls to 0 from where it is told to begin', async (name) => {
    const { stdout } = await type(['schedule', '--schedule', name, '--steps', '6', '--json'])
    const { sigmas } = JSON.parse(stdout)
    expect(sigmas.at(-1)).toBe(0)
    expect(sigmas.toSorted((a: number, b: number) => b - a)).toEqual(sigmas)
    const lower = await type(['schedule', '--schedule', name, '--steps', '6', '--sigma-max', '9', '--json'])
    expect(JSON.parse(lower.stdout).sigmas[0]).toBeCloseTo(9, 12)
  })

  it('multiplies every sigma where flux-shift is told by how much', async () => {
    const sigmas = async (...options: string[]): Promise<readonly number[]> =>
      JSON.parse((await type(['schedule', '--steps', '4', ...options, '--json'])).stdout).sigmas
    const even = await sigmas('--schedule', 'linear-time')
    const shifted = await sigmas('--schedule', 'flux-shift', '--shift', '3')
    expect(shifted.slice(1, 4)).toEqual(even.slice(1, 4).map((sigma) => expect.closeTo(3 * sigma, 9)))
  })

  it('goes by the length where the schedule does', async () => {
    const second = async (...frames: string[]) =>
      JSON.parse((await type(['schedule', '--schedule', 'full-shift', ...frames, '--json'])).stdout).sigmas[1]
    expect(await second('--frames', '1024')).toBeGreaterThan(await second())
  })

  it.each([
    [['log-snr-shift', '--sigma-max', '2.3333'], 'log-snr-shift-from-level, which falls, t 0.7,0.6204'],
    [['flux-shift', '--sigma-min', '1'], '--schedule flux-shift has an end of its own: leave out --sigma-min, or'],
    [['karras', '--shift', '3'], '--shift is for --schedule flux-shift, and this is karras: leave one of them out'],
    [['log-snr', '--sigma-max', '0.05'], '--sigma-max: from sigma 0.05 it would rise'],
  ])('refuses %j and says what would be right', async ([name = '', ...levels], right) => {
    const { exit, stderr } = await type(['schedule', '--steps', '8', '--schedule', name, ...levels])
    expect(exit).toBe(2)
    expect(stderr).toContain(right)
  })

  it('refuses levels for vp, which has its own', async () => {
    expect(await type(['schedule', '--schedule', 'vp', '--sigma-max', '80'])).toMatchObject({ exit: 2 })
    const { sigmas } = JSON.parse((await type(['schedule', '--schedule', 'vp', '--steps', '8', '--json'])).stdout)
    expect(sigmas).toHaveLength(9)
    // Its own ends: Song et al. 2021 with beta from 0.1 to 19.9 more, down to t = 0.001.
    const sigma = (t: number): number => Math.sqrt(Math.exp(9.95 * t * t + 0.1 * t) - 1)
    expect([sigmas[0], sigmas[7], sigmas[8]]).toEqual([expect.closeTo(sigma(1), 6), expect.closeTo(sigma(0.001), 9), 0])
  })
})

describe('mask', () => {
  const course = ['mask', '--frames', '128', '--frame-rate', '21.533203125']

  it('writes 1 on the frames of a region, 0 elsewhere', async () => {
    expect(await type([...course, '--from', '1.5', '--to', '3', '-o', at('m.npy')])).toMatchObject({ exit: 0 })
    const { shape, data } = await read('m.npy')
    expect(shape).toEqual([1, 1, 128])
    expect([...data]).toEqual(Array.from({ length: 128 }, (_, i) => (32 <= i && i < 64 ? 1 : 0)))
  })

  it('has one row for each channel, several regions, and soft borders', async () => {
    await type([
      ...course,
      '--channels',
      '2',
      '--from',
      '1',
      '--to',
      '2',
      '--from',
      '4',
      '--to',
      '5',
      '--feather',
      '0.1',
      '-o',
      at('soft.npz'),
    ])
    const { shape, data } = await read('soft.npz')
    expect(shape).toEqual([1, 2, 128])
    expect([data[21], data[42], data[86], data[128 + 30]]).toEqual([1, 1, 1, 1])
    expect([data[20], data[19]]).toEqual([0.75, 0.25].map(Math.fround))
    expect([data[18], data[60]]).toEqual([0, 0])
  })

  it.each([
    [['--from', '3', '--to', '3'], '0 <= from < to <= 5.944'],
    [['--from', '3', '--to', '2'], '0 <= from < to <= 5.944'],
    [['--from', '-1', '--to', '2'], '0 <= from < to <= 5.944'],
    [['--from', '1', '--to', '9'], '0 <= from < to <= 5.944'],
    [['--from', '1', '--to', 'end'], 'a number of seconds'],
    [['--from', '1'], 'a pair for each region'],
    [[], 'give --from and --to'],
    [['--from', '1', '--to', '2', '--feather', '-1'], 'a number of seconds from 0 to 3600'],
  ])('refuses the region %j', async (region, right) => {
    const { exit, stderr } = await type([...course, ...region, '-o', at('never.npy')])
    expect(exit).toBe(2)
    expect(stderr).toContain(right)
    expect(namesIn(folder)).not.toContain('never.npy')
  })

  it('does not replace a file without --force', async () => {
    writeFileSync(at('there.npy'), 'mine')
    const line = [...course, '--from', '1', '--to', '2', '-o', at('there.npy')]
    expect(await type(line)).toMatchObject({ exit: 2, stderr: expect.stringContaining('--force') })
    expect(await type([...line, '--force'])).toMatchObject({ exit: 0 })
    expect((await read('there.npy')).shape).toEqual([1, 1, 128])
  })
})

describe('noise', () => {
  it('writes the starting noise of a seed, rounded to half before and after scaling', async () => {
    const line = [
      'noise',
      '--noise',
      'torch-cuda',
      '--seed',
      '456',
      '--shape',
      '1,64,128',
      '--scale',
      '500',
      '--half',
      '-o',
      at('x.npy'),
    ]
    expect(await type(line)).toMatchObject({ exit: 0, stdout: expect.stringContaining('seed 456') })
    const { shape, data } = await read('x.npy')
    expect(shape).toEqual([1, 64, 128])
    const deviation = Math.sqrt(data.slice().reduce((sum, value) => sum + value * value, 0) / data.length)
    expect(deviation).toBeGreaterThan(490)
    expect(deviation).toBeLessThan(510)
    const whole = ['noise', '--noise', 'torch-cuda', '--seed', '456', '--shape', '1,64,128', '-o', at('whole.npy')]
    await type(whole)
    const unit = await read('whole.npy')
    expect([...data]).toEqual([...unit.data].map((value) => roundToHalf(roundToHalf(value) * 500)))
    expect([...unit.data].some((value) => roundToHalf(value) !== value)).toBe(true)
  })

  it.each(['keyed', 'brownian', 'torch-cpu', 'torch-cuda'])(
    '%s is the same for the same seed and other for another',
    async (name) => {
      const drawn = async (seed: string, file: string) => {
        await type(['noise', '--noise', name, '--seed', seed, '--shape', '1,2,9', '-o', at(file), '--force'])
        return [...(await read(file)).data]
      }
      const [one, again, other] = [await drawn('1', 'n.npy'), await drawn('1', 'n.npy'), await drawn('2', 'n.npy')]
      expect(again).toEqual(one)
      expect(one.every(Number.isFinite)).toBe(true)
      expect(new Set([...one, ...other]).size).toBe(36)
    },
  )

  it('says which seed it chose', async () => {
    expect((await type(['noise', '--shape', '1,1,4', '-o', at('r.npy')])).stdout).toContain('seed 77')
  })

  it.each([
    [['--shape', '1,64'], 'a shape such as 1,64,128'],
    [['--shape', '1,0,3'], 'each at least 1'],
    [['--shape', '100000,100000,100000'], 'elements together'],
    [['--shape', '1,1,4', '--seed', '-3'], 'a whole number from 0 to 9007199254740991'],
    [['--shape', '1,1,4', '--seed', '1e17'], 'a whole number from 0 to 9007199254740991'],
    [['--shape', '1,1,4', '--scale', 'NaN'], 'a finite number'],
    [['--shape', '1,1,4', '--noise', 'gauss'], 'give '],
    [['--shape', '2,64,1024', '--noise', 'torch-cuda'], '--cuda-threads'],
    [['--shape', '1,1,4', '--noise', 'torch-cuda', '--cuda-threads', '100'], '256'],
    [['--shape', '1,1,4', '--noise', 'torch-cuda', '--cuda-threads', '0'], 'a whole number from 1'],
  ])('refuses %j', async (options, right) => {
    const { exit, stderr } = await type(['noise', ...options, '-o', at('never.npy')])
    expect(exit).toBe(2)
    expect(stderr).toContain(right)
    expect(namesIn(folder)).not.toContain('never.npy')
  })

  it.each(['x.wav', 'x', 'x.pt'])('refuses the output name %s', async (name) => {
    expect(await type(['noise', '--shape', '1,1,4', '-o', at(name)])).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('.npy'),
    })
  })
})
