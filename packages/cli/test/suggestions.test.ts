import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Audio } from '@sigmastream/audio'
import { exemplar, fromSampleError } from '@sigmastream/pipeline'
import { askedFields, taskFields } from '@sigmastream/pipeline/recipe'
import { StepLimit } from '@sigmastream/samplers'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { fromRenderError } from '../src/from-errors.js'
import { single } from './stable-audio/checkpoints.js'
import { type Setting, scratch, tone, toyModel, type, wav } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)

/** A file of sound of this many samples. */
const soundOf = (name: string, samples: number, sampleRate: number): string => {
  const audio: Audio = {
    sampleRate,
    channels: [Float32Array.from({ length: samples }, (_, n) => 0.3 * Math.sin(n + n * n * 1e-6))],
  }
  writeFileSync(at(name), wav(audio))
  return at(name)
}

/** What a line that is refused suggests: the number behind these words. */
const suggested = async (line: readonly string[], before: string, setting: Setting = {}): Promise<string> => {
  const { exit, stderr } = await type(['explain', ...line], setting)
  expect({ line, exit }).toEqual({ line, exit: 2 })
  const [, number = ''] = new RegExp(`${before}([\\d.]+)`).exec(stderr) ?? []
  expect({ stderr, number: number !== '' }).toEqual({ stderr, number: true })
  return number.replace(/\.$/, '')
}

const mustBeTaken = async (line: readonly string[], setting: Setting = {}): Promise<void> => {
  const { exit, stderr } = await type(['explain', ...line], setting)
  expect({ line, exit, stderr }).toEqual({ line, exit: 0, stderr: expect.any(String) })
}

const model = toyModel(() => Promise.reject(new Error('ran')))

describe('a bound that a message suggests is taken', () => {
  const clips = fc.record({
    samples: fc.integer({ min: 700, max: 9000 }),
    rate: fc.constantFrom(8000, 11_025, 22_050, 44_100),
  })

  it('the end of a clip, and the length that a run says at its end, of any clip', async () => {
    await fc.assert(
      fc.asyncProperty(clips, async ({ samples, rate }) => {
        const input = soundOf('any.wav', samples, rate)
        const region = ['inpaint', input, '--from', '0.001', '--to']
        const end = await suggested([...region, '99'], '< to <= ', { model })
        await mustBeTaken([...region, end], { model })
        const said = await type(['restyle', input, '--strength', '1', '--steps', '1', '--force', '-o', at('said.wav')])
        const [, length = ''] = /: ([\d.]+) s, /.exec(said.stdout) ?? []
        await mustBeTaken([...region, length], { model })
      }),
      { numRuns: 6 },
    )
  })

  it('an end within a thousandth of that of the clip is its end', async () => {
    const input = soundOf('odd.wav', 22_551, 22_050)
    await mustBeTaken(['inpaint', input, '--from', '0.8', '--to', '1.023'], { model })
    await suggested(['inpaint', input, '--from', '0.8', '--to', '1.03'], '< to <= ', { model })
  })

  it('the shortest region, the lowest noise level, the paint window, the last seed', async () => {
    const input = soundOf('some.wav', 16_000, 8000)
    const from = ['inpaint', input, '--from', '0']
    await mustBeTaken([...from, '--to', await suggested([...from, '--to', '0.001'], 'give at least ', { model })], {
      model,
    })
    const level = ['vary', input, '--sigma-min', '0.37', '--noise-level']
    await mustBeTaken([...level, await suggested([...level, '0.3'], 'give ', { model })], { model })
    const window = [...from, '--to', '1', '--steps', '7', '--paint-end']
    await mustBeTaken([...window, await suggested([...window, '99'], 'end <= ', { model })], { model })
    const seed = ['vary', input, '--count', '4', '--seed']
    await mustBeTaken([...seed, await suggested([...seed, '9007199254740991'], 'give at most ', { model })], { model })
  })

  it('the seconds that a model makes', async () => {
    const usual = ['generate', 'rain', '--model', single, '--threads', '1', '--seconds']
    await mustBeTaken([...usual, await suggested([...usual, '4000'], 'is at most ')])
    const long = [
      'restyle',
      soundOf('long.wav', 44_100, 44_100),
      '--strength',
      '0.5',
      '--model',
      single,
      '--prompt',
      'x',
    ]
    const overlap = await suggested([...long, '--overlap', '9'], 'give --overlap up to ')
    await mustBeTaken([...long, '--overlap', overlap])
  })

  it('the gap that can be filled, in frames and in seconds', async () => {
    const input = soundOf('short.wav', 24_000, 8000)
    const from = ['inpaint', input, '--from', '0.3', '--to']
    const setting = { model: exemplar }
    const seconds = await suggested([...from, '2.9'], 'make it at most ', setting)
    await mustBeTaken([...from, String(0.3 + Number(seconds))], setting)
  })

  it('the bounds of a pair', () => {
    expect(E.isRight(taskFields.resample.decode([100, 1]))).toBe(true)
    expect(E.isRight(askedFields.cfgInterval.decode([0, 1]))).toBe(true)
  })

  it('the bounds of every field', () => {
    for (const [field, codec] of Object.entries({ ...askedFields, ...taskFields })) {
      if (/^\(?two (whole )?numbers/.test(codec.name)) continue // a pair, whose bounds are those of each
      const [, least, most] = /from (-?[\d.e]+)(?: to ([\d.e]+))?/.exec(codec.name) ?? []
      const [, highest] = /at most ([\d.e]+)/.exec(codec.name) ?? []
      const bounds = [least, most, highest].flatMap((text) => (text === undefined ? [] : [Number(text)]))
      for (const bound of bounds) {
        const decoded: E.Either<unknown, unknown> = codec.decode(bound)
        expect({ field, bound, taken: E.isRight(decoded) }).toMatchObject({ taken: true })
      }
    }
  })
})

describe('what an option that was typed is blamed for', () => {
  const input = (): string => soundOf('blame.wav', 8000, 8000)
  const region = ['--from', '0.2', '--to', '0.4', '--steps', '5']
  it.each([
    [['--paint-start', '9'], '--paint-start: '],
    [['--paint-end', '9'], '--paint-end: '],
    [['--from', '0:0x'], '--from is "'],
    [['--feather', '1:75'], '--feather is "1:75": give a number of seconds from 0 to 3600, or a time such as 1:02.5'],
    [['--model', at('nope')], 'there is no folder'],
  ])('%j', async (options, blamed) => {
    const { exit, stderr } = await type(['explain', 'inpaint', input(), ...region, ...options], { model })
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining(blamed) })
  })

  it.each([
    [['--sigma-max', '1e12'], '--sigma-max: a start at pure noise'],
    [['--steps', '2', '--sigmas', '1e12,1,0'], '--sigmas: a start at pure noise'],
    [['--schedule', 'linear-time'], '--schedule: a start at pure noise'],
  ])('%j with a solver that finds its steps itself', async (options, blamed) => {
    for (const sampler of ['dpm-fast', 'dpm-adaptive']) {
      const line = ['explain', 'inpaint', input(), '--from', '0.2', '--to', '0.4', '--sampler', sampler, ...options]
      const { exit, stderr } = await type(line, { model })
      expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining(blamed) })
    }
    const vary = ['explain', 'vary', input(), '--noise-level', '1e12', '--sampler', 'dpm-fast']
    expect((await type(vary, { model })).stderr).toContain('--noise-level: a start at pure noise')
  })

  it('patches that are longer than anything to learn from are told, with how long they are', async () => {
    const line = ['explain', 'restyle', input(), '--strength', '0.5', '--window-length']
    const said = await type([...line, '0:05'], { model: exemplar })
    expect(said.stdout).toMatch(/patches of [\d.]+ s, the longest that there are to learn from: 5 s were asked for/)
    expect((await type([...line, '0.3'], { model: exemplar })).stdout).not.toContain('patches of')
  })

  it('what is missing is said in the order in which it is typed', async () => {
    expect((await type(['inpaint'])).stderr).toContain("missing required argument 'IN'")
    expect((await type(['restyle', input(), '-o', at('x.wav')])).stderr).toContain(
      '--strength is missing: give a number',
    )
    expect((await type(['restyle', input(), '--strength', '0.5'])).stderr).toContain('no output: give -o')
  })
})

describe('an adaptive solver that gets nowhere', () => {
  it('is told in words of the command line, with what to try', () => {
    const cause = new StepLimit(10_000, 0.1)
    const error = fromSampleError({ _tag: 'StageFailed', step: 10_000, stage: 'judge', message: cause.message, cause })
    const { message } = { message: '', ...fromRenderError(error, new AbortController().signal) }
    expect(message).toContain('--sampler dpm-adaptive gave up after 10000 steps')
    expect(message).toContain('give --sampler dpmpp-2m, or a higher --sigma-min')
  })
})

describe('what a run will take', () => {
  it('is explained from one call of the embedded model, which is measured', async () => {
    const input = soundOf('timed.wav', 8000, 8000)
    const line = ['explain', 'vary', input, '--steps', '7']
    // the clock of the tests ticks 100 ms at each look: the model opens for one, and a call takes one
    expect((await type(line)).stdout).toContain(
      'time       about 0.8 s: a call of the model takes about 0.1 s, one was',
    )
    const { duration } = JSON.parse((await type([...line, '--json'])).stdout)
    expect(duration).toEqual({ call: 0.1, beside: 0.1, measured: true })
    expect((await type([...line, '--sampler', 'dpm-adaptive'])).stdout).toContain('about 0.1 s for each call')
  })

  it('is left out where a call fails, and comes from recorded speeds where loading the model takes long', async () => {
    const input = soundOf('timed.wav', 8000, 8000)
    expect((await type(['explain', 'vary', input], { model })).stdout).not.toContain('time ')
    const line = ['explain', 'generate', 'rain', '--model', single, '--threads', '1']
    expect((await type(line)).stdout).toMatch(/time {7}about .*, as recorded on other machines/)
  })
})

describe('counts as they were written', () => {
  it.each([
    ['0.58', '50', 21],
    ['0.29', '100', 71],
    ['0.57', '100', 43],
    ['0.5', '40', 20],
  ])('restyle --strength %s of %s steps leaves %d', async (strength, steps, left) => {
    writeFileSync(at('counted.wav'), wav(tone(0.5)))
    const line = ['explain', 'restyle', at('counted.wav'), '--strength', strength, '--steps', steps, '--json']
    expect(JSON.parse((await type(line)).stdout).calls).toBe(left)
  })

  it('under the profile of the exercises as its notebook counts', async () => {
    writeFileSync(at('profiled.wav'), wav(tone(0.1, { sampleRate: 44_100, channels: 2 })))
    const line = ['explain', 'restyle', at('profiled.wav'), '--strength', '0.58', '--steps', '50', '--json']
    const sao = ['--model', single, '--prompt', 'x', '--threads', '1', '--profile']
    const callsOf = async (profile: string): Promise<number> =>
      JSON.parse((await type([...line, ...sao, profile])).stdout).calls
    expect([await callsOf('exercises'), await callsOf('stable-audio-tools')]).toEqual([22, 21])
  })
})
