import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { levels, readComment, secondsOf } from '@sigmastream/audio'
import { combine, constant } from '@sigmastream/core'
import { readTensor } from '@sigmastream/tensor-files'
import { describe, expect, it } from 'vitest'
import {
  as16Bit,
  changes,
  gaussian,
  heard,
  loudness,
  namesIn,
  orThrow,
  scratch,
  tone,
  toyModel,
  type,
  wav,
} from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const clip = tone(1, { channels: 2 })
writeFileSync(at('in.wav'), wav(clip))
const gap = ['--from', '0.4', '--to', '0.6']
const few = ['--steps', '4']
const read = async (name: string) => orThrow(await readTensor(at(name))())

/** A model for tests that counts how often it is asked. */
const counting = () => {
  let calls = 0
  const model = toyModel((...question) => {
    calls += 1
    return gaussian()(...question)
  })
  return { model, calls: () => calls }
}

describe('inpaint', () => {
  it('fills the region and leaves every other sample as it was', async () => {
    const { exit, stdout } = await type([
      'inpaint',
      at('in.wav'),
      ...gap,
      ...few,
      '--seed',
      '5',
      '-o',
      at('filled.wav'),
    ])
    expect(exit).toBe(0)
    expect(stdout).toContain('seed 5')
    const [before, after] = [await as16Bit(clip), await heard(at('filled.wav'))]
    expect(after.channels).toHaveLength(2)
    expect(secondsOf(after)).toBe(1)
    before.channels.forEach((samples, c) => {
      const made = after.channels[c] ?? []
      expect([...made].slice(0, 3200)).toEqual([...samples].slice(0, 3200))
      expect([...made].slice(4800)).toEqual([...samples].slice(4800))
      expect([...made].slice(3300, 4700)).not.toEqual([...samples].slice(3300, 4700))
    })
  })

  it('stores the seed with the sound', async () => {
    await type(['inpaint', at('in.wav'), ...gap, ...few, '-o', at('seeded.wav')])
    await type(['inpaint', at('in.wav'), ...gap, ...few, '-o', at('seeded.flac')])
    for (const name of ['seeded.wav', 'seeded.flac']) {
      expect(JSON.parse(readComment(readFileSync(at(name))) ?? '')).toMatchObject({
        command: 'inpaint',
        seed: 77,
        sampler: 'euler',
        steps: 4,
      })
    }
    expect(await heard(at('seeded.flac'))).toEqual(await heard(at('seeded.wav')))
  })

  it('says on standard error which seed it chose, so that a run that fails can be repeated', async () => {
    expect((await type(['inpaint', at('in.wav'), ...gap, ...few, '-o', at('chosen.wav')])).stderr).toContain(
      '--seed 77',
    )
  })

  it('gives the same sound for the same seed, another for another', async () => {
    const run = async (seed: string, name: string) => {
      await type(['inpaint', at('in.wav'), ...gap, ...few, '--seed', seed, '-o', at(name)])
      return heard(at(name))
    }
    expect(await run('1', 'one-again.wav')).toEqual(await run('1', 'one.wav'))
    expect(await run('2', 'two.wav')).not.toEqual(await heard(at('one.wav')))
  })

  it('fills several regions', async () => {
    await type([
      'inpaint',
      at('in.wav'),
      '--from',
      '0.1',
      '--to',
      '0.2',
      '--from',
      '0.7',
      '--to',
      '0.8',
      ...few,
      '-o',
      at('two-gaps.wav'),
    ])
    const [before, after] = [await as16Bit(clip), await heard(at('two-gaps.wav'))]
    const changed = [...(before.channels[0] ?? [])].flatMap((sample, n) =>
      sample === after.channels[0]?.[n] ? [] : [n / 8000],
    )
    expect(changed.every((t) => (0.1 <= t && t < 0.2) || (0.7 <= t && t < 0.8))).toBe(true)
    expect(changed.some((t) => t < 0.2) && changed.some((t) => t > 0.7)).toBe(true)
  })

  it('with a paint window of the whole run is the plain inpaint, and with an empty one regenerates everything', async () => {
    const latents = async (name: string, ...window: readonly string[]) => {
      await type(['inpaint', at('in.wav'), ...gap, ...few, '--seed', '3', ...window, '-o', at(name)])
      return (await read(name)).data
    }
    const plain = await latents('plain.npy')
    expect(await latents('whole.npy', '--paint-start', '0', '--paint-end', '4')).toEqual(plain)
    expect(await latents('start.npy', '--paint-start', '0')).toEqual(plain)
    // The model looks at each value by itself: what is not kept changes nothing else, and the gap is the same.
    const none = await latents('none.npy', '--paint-start', '0', '--paint-end', '0')
    const same = [...none].map((value, i) => (value === plain[i] ? i % 125 : -1))
    expect(new Set(same)).toEqual(new Set([-1, ...Array.from({ length: 25 }, (_, i) => 50 + i)]))
    expect(same.filter((frame) => frame < 0)).toHaveLength(128 * 100)
  })

  it.each([
    [['--from', '0.6', '--to', '0.4'], '0 <= from < to'],
    [['--from', '0.4', '--to', '0.4'], '0 <= from < to'],
    [['--from', '-0.1', '--to', '0.4'], '0 <= from < to'],
    [['--from', '0.4', '--to', '1.5'], 'past the end'],
    [['--from', '0.4'], 'a pair for each region'],
    [[], 'give --from and --to'],
    [[...gap, '--steps', '10001'], 'a whole number from 1 to 10000'],
    [[...gap, '--sampler', 'eular'], 'give euler, or another of'],
    [[...gap, '--schedule', 'karas'], 'give karras, or another of'],
    [[...gap, '--noise', 'torch_cpu'], 'give torch-cpu, or another of'],
    [[...gap, '--seed', '-1'], 'a whole number from 0 to 9007199254740991'],
    [[...gap, '--seed', '1.5'], 'a whole number from 0 to 9007199254740991'],
    [[...gap, '--feather', '-0.1'], 'a number of seconds from 0 to 3600'],
    [[...gap, '--sigma-max', '1e300'], 'at most 1e12'],
    [[...gap, '--reuse', '-0.1'], 'a relative error'],
    [[...gap, ...few, '--paint-start', '3', '--paint-end', '2'], '0 <= start <= end <= 4'],
    [[...gap, ...few, '--paint-end', '5'], '0 <= start <= end <= 4'],
    [[...gap, '--sigma-min', '9'], '0 < sigma min < sigma max'],
    [[...gap, '--threads', '0'], 'a whole number from 1'],
    [[...gap, '--frame-rate', '20'], 'leave it out'],
    [[...gap, '--encoding', 'pcm8'], 'give pcm16, or another of'],
    [[...gap, '--plot', 'picture.jpg'], 'ends in .png'],
    [[...gap, '--feathers', '1'], '--feather'],
    [[...gap, '--plot', '--force'], 'is an option'],
    [[...gap, '--noise', 'torch-cpu', '--sampler', 'dpm-adaptive'], 'keyed or brownian'],
    [[...gap, '--from-audio', 'nowhere.wav'], 'nowhere.wav'],
  ])('refuses %j in one line and writes nothing', async (options, right) => {
    const { exit, stdout, stderr } = await type(['inpaint', at('in.wav'), ...options, '-o', at('never.wav')])
    expect(exit).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(right)
    expect(stderr).toMatch(/^sigmastream: [^\n]*\n$/)
    expect(existsSync(at('never.wav'))).toBe(false)
  })
})

describe('IN', () => {
  it.each(['', 'nowhere.wav', folder])('"%s" is refused', async (input) => {
    const { exit, stderr } = await type(['inpaint', input, ...gap, '-o', at('never.wav')])
    expect(exit).toBe(2)
    expect(stderr).toMatch(/^sigmastream: [^\n]*give [^\n]*\n$/)
  })
})

describe('restyle', () => {
  it('at strength 1 is the clip itself, without a model call', async () => {
    const model = toyModel(() => Promise.reject(new Error('called')))
    expect(await type(['restyle', at('in.wav'), '--strength', '1', '-o', at('itself.wav')], { model })).toMatchObject({
      exit: 0,
    })
    expect((await heard(at('itself.wav'))).channels).toEqual((await as16Bit(clip)).channels)
  })

  it('drops the first steps', async () => {
    const line = ['restyle', at('in.wav'), '--strength', '0.5', '--steps', '10', '--json', '-o', at('half.wav')]
    const { sigmas } = JSON.parse((await type(line)).stdout)
    expect(sigmas).toHaveLength(6)
    const whole = ['schedule', '--steps', '10', '--sigma-min', '0.01', '--sigma-max', '5', '--json']
    expect(sigmas).toEqual(JSON.parse((await type(whole)).stdout).sigmas.slice(5))
  })

  it.each(['1.1', '-0.1', 'NaN', 'half', ''])('refuses a strength of "%s"', async (strength) => {
    const { exit, stderr } = await type(['restyle', at('in.wav'), '--strength', strength, '-o', at('never.wav')])
    expect(exit).toBe(2)
    expect(stderr).toContain('a number from 0 to 1')
  })
})

describe('--reuse', () => {
  it('calls the model less often, and is stored with the sound', async () => {
    const line = ['vary', at('in.wav'), '--noise-level', '2', '--steps', '30']
    const [plain, reusing] = [counting(), counting()]
    expect(await type([...line, '-o', at('plain.wav')], plain)).toMatchObject({ exit: 0 })
    expect(await type([...line, '--reuse', '0.1', '-o', at('reused.wav')], reusing)).toMatchObject({ exit: 0 })
    expect(plain.calls()).toBe(30)
    expect(reusing.calls()).toBeLessThan(25)
    const stored = (name: string) => JSON.parse(readComment(readFileSync(at(name))) ?? '')
    expect([stored('plain.wav').reuse, stored('reused.wav').reuse]).toEqual([undefined, 0.1])
    // Answers that are reused are other answers, and near: a tenth of each.
    const [exact, saved] = [await heard(at('plain.wav')), await heard(at('reused.wav'))]
    expect(changes(exact, saved)).not.toContain(null)
    expect(loudness(saved) / loudness(exact)).toBeCloseTo(1, 0)
  })
})

describe('vary', () => {
  it('starts at the noise level', async () => {
    const { stdout } = await type([
      'vary',
      at('in.wav'),
      '--noise-level',
      '0.25',
      ...few,
      '--json',
      '-o',
      at('varied.wav'),
    ])
    expect(JSON.parse(stdout).sigmas[0]).toBeCloseTo(0.25, 9)
  })

  it('stays near the clip at a low level', async () => {
    await type(['vary', at('in.wav'), '--noise-level', '0.011', ...few, '-o', at('near.wav')], {
      model: toyModel(gaussian(1)),
    })
    const [before, after] = [await as16Bit(clip), await heard(at('near.wav'))]
    const far = (before.channels[0] ?? [])
      .slice()
      .map((sample, n) => Math.abs(sample - (after.channels[0]?.[n] ?? NaN)))
    expect(Math.max(...far)).toBeLessThan(0.08)
    expect(Math.max(...far)).toBeGreaterThan(0)
  })

  it.each([
    [['--noise-level', '0'], 'a sigma above 0'],
    [['--noise-level', '0.001', '--sigma-min', '0.01'], 'give 0.02 or more: the lowest sigma is 0.01'],
    [['--noise-level', '2', '--sigma-max', '3'], 'leave one of them out'],
    [['--noise-level', '2', '--schedule', 'vp'], 'another schedule'],
    [['--noise-level', '2', '--amount', '0.5'], 'leave one of them out'],
    [['--amount', '1.5'], '--amount is "1.5": give a number from 0 to 1'],
    [['--amount', '0.5', '--sigma-max', '4'], 'leave one of them out'],
    [['--count', '0'], '--count is "0": give a whole number from 1 to 100'],
    [['--count', '3', '--seed', '9007199254740990'], 'give at most 9007199254740989'],
  ])('refuses %j', async (options, right) => {
    const { exit, stderr } = await type(['vary', at('in.wav'), ...options, '-o', at('never.wav')])
    expect(exit).toBe(2)
    expect(stderr).toContain(right)
  })
})

describe('every sampler', () => {
  const lines = [
    ['inpaint', at('in.wav'), ...gap, '--steps', '6'],
    ['restyle', at('in.wav'), '--strength', '0.3', '--steps', '6'],
    ['vary', at('in.wav'), '--noise-level', '1', '--steps', '6'],
  ]
  /** The sound that a line makes with a sampler, how often the model was asked, and what was said. */
  const made = async (line: readonly string[], sampler: string) => {
    const { model, calls } = counting()
    const out = at(`${sampler}-${line[0]}.wav`)
    const { stdout } = await type([...line, '--sampler', sampler, '--force', '--json', '-o', out], { model })
    return { sound: await heard(out), calls: calls(), said: JSON.parse(stdout) }
  }

  it.each(['euler-ancestral', 'heun', 'lms', 'dpmpp-3m-sde', 'dpmpp-sde', 'dpm-fast', 'dpm-adaptive', 'ddim'])(
    '%s runs every task: as many calls as are explained, as loud as the model is, and its own sound where one is made',
    async (sampler) => {
      for (const line of lines) {
        const { sound, calls, said } = await made(line, sampler)
        const explained = JSON.parse((await type(['explain', ...line, '--sampler', sampler, '--json'])).stdout)
        expect(said).toMatchObject({ command: line[0], sampler, chain: explained.chain, gain: 1 })
        // An adaptive solver says only afterwards how often it asked.
        expect(calls).toBe(explained.calls ?? calls)
        expect(calls).toBeGreaterThan(3)
        // The model's sounds have a deviation of sqrt(0.02); six steps are few.
        const share = loudness(sound, 0.4, 0.6) / Math.sqrt(0.02)
        expect(share).toBeGreaterThan(0.5)
        expect(share).toBeLessThan(1.6)
        const kept = line[0] === 'inpaint' ? [0.4, 0.6] : [0, 1]
        expect(changes(await as16Bit(clip), sound)).toEqual([kept, kept])
        // DDIM without churn is Euler's method.
        const euler = changes((await made(line, 'euler')).sound, sound)
        expect(euler).toEqual(sampler === 'ddim' ? [null, null] : [kept, kept])
      }
    },
  )

  it('adaptive: reports accepted and rejected steps', async () => {
    const { stdout } = await type([
      'restyle',
      at('in.wav'),
      '--strength',
      '0',
      '--sampler',
      'dpm-adaptive',
      '--json',
      '-o',
      at('adaptive.wav'),
    ])
    const { accepted, rejected, sigmas } = JSON.parse(stdout)
    expect(accepted).toBeGreaterThan(0)
    expect(rejected).toBeGreaterThanOrEqual(0)
    expect(sigmas).toHaveLength(accepted + 2)
  })

  it('a stochastic one fills the gap with the noise that is asked for: another sound for each, the same again', async () => {
    const filled = async (noise: string, name: string) => {
      const line = ['inpaint', at('in.wav'), ...gap, ...few, '--sampler', 'dpmpp-sde', '--noise', noise]
      const { stdout } = await type([...line, '--json', '-o', at(name)])
      expect(JSON.parse(stdout)).toMatchObject({ noise, sampler: 'dpmpp-sde', seed: 77 })
      return heard(at(name))
    }
    const kinds = ['keyed', 'brownian', 'torch-cpu']
    const sounds = await Promise.all(kinds.map((noise) => filled(noise, `noise-${noise}.wav`)))
    expect(await Promise.all(kinds.map((noise) => filled(noise, `again-${noise}.wav`)))).toEqual(sounds)
    const inside = [
      [0.4, 0.6],
      [0.4, 0.6],
    ]
    const original = await as16Bit(clip)
    for (const [i, sound] of sounds.entries()) {
      expect(loudness(sound, 0.4, 0.6)).toBeGreaterThan(0.07)
      for (const other of [original, ...sounds.slice(0, i)]) expect(changes(other, sound)).toEqual(inside)
    }
  })

  it.each(['keyed', 'torch-cpu'])(
    '%s noise at the start is what the noise command writes, times sigma',
    async (noise) => {
      const unchanged = toyModel((x) => Promise.resolve(x))
      const line = ['restyle', at('in.wav'), '--strength', '0', ...few, '--noise', noise, '-o', at(`${noise}.npy`)]
      await type(line, { model: unchanged })
      await type(['noise', '--noise', noise, '--seed', '77', '--shape', '1,128,125', '-o', at(`${noise}-alone.npy`)])
      const [run, alone] = [await read(`${noise}.npy`), await read(`${noise}-alone.npy`)]
      expect(run.shape).toEqual(alone.shape)
      const far = [...run.data].map((value, i) => Math.abs(value - 5 * (alone.data[i] ?? NaN)))
      expect(Math.max(...far)).toBeLessThan(1e-5)
      expect(Math.max(...run.data.slice().map(Math.abs))).toBeGreaterThan(15)
    },
  )
})

describe('the result', () => {
  const line = ['restyle', at('in.wav'), '--strength', '0', ...few]

  it('is a failure where it is silent, and nothing is written', async () => {
    const model = toyModel((x) => Promise.resolve(constant(x.shape, 0)))
    const { exit, stdout, stderr } = await type([...line, '-o', at('silent.wav')], { model })
    expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' })
    expect(stderr).toContain('silent')
    expect(existsSync(at('silent.wav'))).toBe(false)
  })

  it('is a failure where it is silent latents', async () => {
    const model = toyModel((x) => Promise.resolve(constant(x.shape, 0)))
    expect(await type([...line, '-o', at('silent.npy')], { model })).toMatchObject({ exit: 1 })
    expect(existsSync(at('silent.npy')) || existsSync(at('silent.npy.json'))).toBe(false)
  })

  it('is a failure where a filled region is silent', async () => {
    const model = toyModel((x) => Promise.resolve(constant(x.shape, 0)))
    const { exit, stderr } = await type(
      ['inpaint', at('in.wav'), '--from', '0.3', '--to', '0.8', ...few, '-o', at('hole.wav')],
      {
        model,
      },
    )
    expect({ exit, stderr }).toMatchObject({ exit: 1, stderr: expect.stringContaining('silent') })
  })

  it.each([NaN, Infinity])('is a failure with its step where the model gives %d', async (value) => {
    const model = toyModel((x, sigma) => Promise.resolve(sigma < 1 ? constant(x.shape, value) : x))
    const { exit, stdout, stderr } = await type(
      [...line, '-o', at('strange.wav'), '--plot', at('strange.png'), '--save-frames', at('strange')],
      { model },
    )
    expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' })
    expect(stderr).toMatch(/step \d+:/)
    expect(namesIn(folder).filter((name) => name.includes('strange'))).toEqual([])
  })

  it('names the step in which the model failed, and shows no stack unless asked', async () => {
    let calls = 0
    const model = () => toyModel((x) => (++calls === 3 ? Promise.reject(new Error('out of luck')) : Promise.resolve(x)))
    const { exit, stderr } = await type([...line, '-o', at('failed.wav')], { model: model() })
    expect(exit).toBe(1)
    expect(stderr).toMatch(/sigmastream: step 2: the denoiser failed at sigma .*: out of luck\n$/)
    calls = 0
    expect(
      (await type([...line, '-o', at('failed.wav')], { model: model(), env: { SIGMASTREAM_DEBUG: '1' } })).stderr,
    ).toContain('at ')
    expect(namesIn(folder).filter((name) => name.includes('failed'))).toEqual([])
  })

  it('above full scale is brought to full scale, and the gain reported', async () => {
    const model = toyModel((x) => Promise.resolve(combine([0, x], [1, constant(x.shape, 4)])))
    const { exit, stdout } = await type([...line, '--json', '-o', at('loud.wav')], { model })
    expect(exit).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ gain: expect.closeTo(0.25, 5), peak: 1 })
    expect(levels(await heard(at('loud.wav'))).peak).toBeCloseTo(1, 4)
    expect((await type([...line, '-o', at('loud2.wav')], { model })).stdout).toContain('gain -12.0 dB')
  })

  it.each(['pcm16', 'pcm24', 'float32'])('is stored as %s', async (encoding) => {
    expect(await type([...line, '--encoding', encoding, '-o', at(`${encoding}.wav`)])).toMatchObject({ exit: 0 })
    const bits = readFileSync(at(`${encoding}.wav`)).readUInt16LE(34)
    expect(bits).toBe({ pcm16: 16, pcm24: 24, float32: 32 }[encoding])
    await type([...line, '--encoding', 'float32', '--force', '-o', at('exact.wav')])
    const [exact, stored] = [await heard(at('exact.wav')), await heard(at(`${encoding}.wav`))]
    const far = exact.channels.flatMap((samples, c) =>
      [...samples].map((sample, n) => Math.abs(sample - (stored.channels[c]?.[n] ?? NaN))),
    )
    // Rounded to the nearest value that the encoding has; floats as they are.
    expect(Math.max(...far)).toBeLessThanOrEqual(encoding === 'float32' ? 0 : 1.001 * 2 ** -bits)
    expect(loudness(stored)).toBeGreaterThan(0.07)
  })

  it('does not replace files without --force, and checks before it runs', async () => {
    const model = toyModel(() => Promise.reject(new Error('ran')))
    writeFileSync(at('mine.wav'), 'mine')
    writeFileSync(at('mine.png'), 'mine')
    writeFileSync(at('mine.npy.json'), 'mine')
    mkdirSync(at('full'))
    writeFileSync(at('full/mine'), 'mine')
    for (const options of [
      ['-o', at('mine.wav')],
      ['-o', at('mine.npy')],
      ['-o', at('new.wav'), '--plot', at('mine.png')],
      ['-o', at('new.wav'), '--save-frames', at('full')],
    ]) {
      const { exit, stderr } = await type([...line, ...options], { model })
      expect(exit).toBe(2)
      expect(stderr).toContain('--force')
    }
    expect(await type([...line, '-o', at('mine.wav'), '--force'])).toMatchObject({ exit: 0 })
    expect(secondsOf(await heard(at('mine.wav')))).toBe(1)
    expect(loudness(await heard(at('mine.wav')))).toBeGreaterThan(0.07)
  })

  it.each([
    [['-o', folder], 'is a folder'],
    [['-o', at('nowhere/x.wav')], 'there is no folder'],
    [['-o', at('x.mp3')], '.wav or .flac'],
    [['-o', at('x.pt')], '.npy'],
    [['-o', at('x')], '.wav or .flac'],
    [['-o', at('x.flac'), '--encoding', 'float32'], 'pcm16 or pcm24'],
    [['-o', at('x.npy'), '--encoding', 'pcm16'], '--encoding is for sound'],
    [['-o', at('x.wav'), '--save-frames', at('in.wav')], 'give a folder'],
    [['-o', at('x.png'), '--plot', at('x.png')], '.wav or .flac'],
    [['-o', at('x.wav'), '--save-frames', at('x.wav')], 'another name'],
    [[], 'give -o and the name of a file'],
  ])('refuses the outputs %j', async (options, right) => {
    const { exit, stderr } = await type([...line, ...options])
    expect(exit).toBe(2)
    expect(stderr).toContain(right)
  })
})

describe('FLAC', () => {
  it('of more channels than it holds is refused before the run', async () => {
    const model = toyModel(() => Promise.reject(new Error('ran')))
    writeFileSync(at('nine.wav'), wav(tone(0.2, { channels: 9 })))
    const { exit, stderr } = await type(['restyle', at('nine.wav'), '--strength', '0', '-o', at('nine.flac')], {
      model,
    })
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining('give .wav') })
  })
})
