import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Audio, encodeWav, levels } from '@sigmastream/audio'
import { either as E } from 'fp-ts'
import { lastValueFrom } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  closeMaterial,
  exemplar,
  fillGap,
  inpaint,
  openMaterial,
  orThrow,
  planOf,
  type Recipe,
  type Result,
  render,
  soundClip,
  vary,
} from '../src/index.js'
import { errorOf, scratch } from './support.js'

const folder = scratch()
const sampleRate = 1024

/** A beat of two strokes a second over a tone, with a little that never comes again: at 1024 Hz 16 s are learnt. */
const recording = (seconds: number): Audio => ({
  sampleRate,
  channels: [1, 2].map((channel) =>
    Float32Array.from({ length: seconds * sampleRate }, (_, n) => {
      const stroke = Math.exp(-(n % 500) / 60) * Math.sin(n * n * 0.37 * channel)
      return 0.2 * Math.sin((2 * Math.PI * 40 * channel * n) / sampleRate) + 0.3 * stroke + 0.01 * Math.sin(n ** 1.7)
    }),
  ),
})

const cut = (audio: Audio, from: number, to: number): Audio => ({
  sampleRate,
  channels: audio.channels.map((samples) => samples.slice(from, to)),
})

/** Samples as text that is the same where every bit is. */
const bits = (samples: Float32Array): string => Buffer.from(samples.buffer).toString('base64')

const few = { steps: 2, seed: 1 } as const
const gap = { from: 60, to: 60.6875 }
const [first, last] = [gap.from * sampleRate, gap.to * sampleRate]
const long = recording(120)

const results: Result[] = []
const filledOnce = async (): Promise<Result> => {
  if (results.length === 0) results.push(await fillGap(long, [gap], few))
  return results[0]! // it has just been pushed
}

describe('a gap in a long recording', () => {
  it('is filled, all that is around it is the recording, and it is said what was learnt of it', async () => {
    const { sound, latent, job } = await filledOnce()
    const outside = (audio: Audio | undefined): readonly string[] =>
      audio?.channels.map((samples) => bits(samples.slice(0, first)) + bits(samples.slice(last))) ?? []
    expect(outside(sound?.audio)).toEqual(outside(long))
    const inside = (audio: Audio | undefined) => audio?.channels.map((samples) => bits(samples.slice(first, last)))
    expect(inside(sound?.audio)).not.toEqual(inside(long))
    expect(latent.shape).toEqual(job.piece.shape)
    expect(job.recipe).toMatchObject({ regions: [gap] })
    expect(job.piece.remarks).toEqual([
      expect.stringMatching(
        /^learnt [\d.]+ s of 120 s: what is around the gap, and of all the rest what is likest to that: [\d.]+ to /,
      ),
    ])
  })

  it('is made anew as much as is said of that second of the recording, not of what is learnt of it', async () => {
    const { latent } = await fillGap(long, [gap], { ...few, paintAmount: '0@20,1@30' })
    const whole = (await filledOnce()).latent
    expect(Array.from(latent.data).every((value, i) => Object.is(value, whole.data[i]))).toBe(true)
  })

  it('is filled from wherever in the recording its surroundings come again', async () => {
    // a tune that is played twice, 90 seconds apart, amid hiss
    const hiss = Float32Array.from({ length: 120 * sampleRate }, (_, n) => {
      const x = Math.sin((n + 1) * 12.9898) * 43758.5453
      return 0.2 * (x - Math.floor(x) - 0.5)
    })
    const tune = Float32Array.from({ length: 5 * sampleRate }, (_, n) => {
      const note = Math.floor(n / 200)
      return (
        0.4 * Math.sin((2 * Math.PI * (40 + ((note * 37) % 23) * 10) * n) / sampleRate) * Math.exp(-(n % 200) / 150)
      )
    })
    const once = hiss.slice()
    hiss.set(tune, 10 * sampleRate)
    hiss.set(tune, 100 * sampleRate + 77)
    once.set(tune, 100 * sampleRate + 77)
    const region = { from: 102, to: 103 }
    const errorIn = async (samples: Float32Array): Promise<number> => {
      const { sound } = await fillGap({ sampleRate, channels: [samples] }, [region], {
        steps: 6,
        seed: 1,
        encoding: 'float32',
      })
      const [from, to] = [region.from * sampleRate, region.to * sampleRate]
      const made = sound?.audio.channels[0]?.slice(from, to) ?? new Float32Array(0)
      const truth = samples.slice(from, to)
      const energy = (values: Float32Array): number => values.reduce((sum, value) => sum + value * value, 0)
      return energy(made.map((value, i) => value - truth[i]!)) / energy(truth) // of one length
    }
    expect(await errorIn(hiss)).toBeLessThan(0.05)
    expect(await errorIn(once)).toBeGreaterThan(0.5)
  })

  it('is as loud as what surrounds it, within 3 dB', async () => {
    const { sound } = await filledOnce()
    const loud = (audio: Audio | undefined, from: number, to: number): number =>
      audio === undefined ? NaN : levels(cut(audio, from, to)).rmsDbfs
    const around = (loud(long, first - 704, first) + loud(long, last, last + 704)) / 2
    expect(Math.abs(loud(sound?.audio, first, last) - around)).toBeLessThan(3)
  })

  it('takes as much however long the recording is, and several take hardly more than one', async () => {
    const peakOf = async (seconds: number, regions: readonly { from: number; to: number }[]): Promise<number> => {
      const clip = soundClip(recording(seconds))
      const { piece } = orThrow(await planOf({ ...inpaint(regions), ...few }, { model: exemplar(), clip })())
      return piece.needs?.(true).peak ?? NaN
    }
    const one = await peakOf(100, [gap])
    expect(await peakOf(150, [gap])).toBe(one)
    expect(
      await peakOf(
        150,
        [10, 50, 90, 130].map((from) => ({ from, to: from + 0.7 })),
      ),
    ).toBeLessThan(1.2 * one)
  })

  it('is one of several that are all filled, far apart', async () => {
    const regions = [20, 100].map((from) => ({ from, to: from + 0.5 }))
    const { sound } = await fillGap(long, regions, few)
    const [samples = []] = sound?.audio.channels ?? []
    const changed = [...samples].flatMap((sample, n) => (sample === long.channels[0]?.[n] ? [] : [n]))
    expect(changed.every((n) => regions.some(({ from, to }) => n >= from * sampleRate && n < to * sampleRate))).toBe(
      true,
    )
    expect(changed.length).toBeGreaterThan(900)
  })

  it('is the same in a file that is read no further than it must be', async () => {
    const path = join(folder, 'long.wav')
    const bytes = encodeWav(long, 'float32')
    writeFileSync(path, E.isRight(bytes) ? bytes.right : '')
    const clip = orThrow(await openMaterial(path)())
    expect(clip).toMatchObject({ _tag: 'SoundFile', samples: { frames: 120 * sampleRate, channels: 2 } })
    const recipe: Recipe = { ...inpaint([gap]), ...few }
    const event = await lastValueFrom(render(recipe, { model: exemplar(), clip }))
    await closeMaterial(clip)()
    const { sound } = await filledOnce()
    const same = event._tag === 'Rendered' ? event.result.sound : null
    expect(same?.audio.channels.map((samples) => bits(samples.slice()))).toEqual(
      sound?.audio.channels.map((samples) => bits(samples.slice())),
    )
  })
})

describe('memory', () => {
  it('of the embedded model is predicted, and grows with what is made over', async () => {
    const needsOf = async (seconds: number) =>
      orThrow(
        await planOf(
          { ...vary({ noiseLevel: 5 }), ...few },
          { model: exemplar(), clip: soundClip(recording(seconds)) },
        )(),
      ).piece.needs?.(true)
    const [short, twice] = [await needsOf(40), await needsOf(80)]
    expect(short?.model).toBeGreaterThan(2e8)
    expect(twice?.peak).toBeGreaterThan((short?.peak ?? Infinity) + 40 * sampleRate * 2 * 4 * 12)
  })

  it('that is not there is refused before a model is loaded, with what takes less', async () => {
    const options = { model: exemplar(), clip: soundClip(long), availableMemory: 1e8 }
    const run = lastValueFrom(render({ ...inpaint([gap]), ...few }, options))
    await expect(run).rejects.toThrow(/needs about 0\.\d GB of memory and 0\.1 GB are free: give a shorter clip/)
    expect(await errorOf(run)).toMatchObject({ _tag: 'BadRecipe' })
  })
})

describe('a gap that is too long', () => {
  it('is told in seconds, by its field, and what is suggested is accepted', async () => {
    const short = soundClip(cut(long, 0, 8 * sampleRate))
    const run = fillGap(short, [{ from: 1, to: 7 }], few)
    expect(await errorOf(run)).toMatchObject({ _tag: 'BadRecipe', field: 'regions' })
    const most = Number(/at most ([\d.]+) s long/.exec(String(await run.catch(String)))?.[1])
    expect(most).toBeGreaterThan(1)
    const filled = planOf({ ...inpaint([{ from: 1, to: 1 + most }]), ...few }, { model: exemplar(), clip: short })
    expect(orThrow(await filled()).recipe).toMatchObject(few)
  })
})
