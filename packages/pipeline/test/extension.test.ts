import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Audio, encodeWav, levels, type SoundInfo, sampleCount } from '@sigmastream/audio'
import { constant, framesOf, orThrow as valueOf } from '@sigmastream/core'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { lastValueFrom } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { placeExtension } from '../src/extension.js'
import {
  closeMaterial,
  type ExtendOptions,
  exemplar,
  extend,
  extendSound,
  inpaint,
  latentsClip,
  type Material,
  openMaterial,
  orThrow,
  type Recipe,
  type RecipeFields,
  type Result,
  render,
  restyle,
  soundClip,
} from '../src/index.js'
import { errorOf, scratch } from './support.js'

const sampleRate = 2048

/** Four strokes a second over a tone. */
const beat = (seconds: number): Audio => ({
  sampleRate,
  channels: [1, 2].map((channel) =>
    Float32Array.from({ length: Math.round(seconds * sampleRate) }, (_, n) => {
      const stroke = Math.exp(-(n % 512) / 40) * Math.sin(n * n * 0.37 * channel)
      return 0.2 * Math.sin((2 * Math.PI * 220 * channel * n) / sampleRate) + 0.3 * stroke
    }),
  ),
})

const clip = soundClip(beat(1.5))
const rendered = async (recipe: Recipe, of: Material = clip): Promise<Result> => {
  const last = await lastValueFrom(render({ steps: 2, seed: 7, ...recipe }, { model: exemplar(), clip: of }))
  if (last._tag !== 'Rendered') throw new Error(last._tag)
  return last.result
}
const longer = (room: ExtendOptions, fields: RecipeFields = {}, of: Material = clip): Promise<Result> =>
  rendered({ ...fields, ...extend(room), encoding: 'float32' }, of)

const part = (audio: Audio, from: number, to: number): Audio => ({
  sampleRate,
  channels: audio.channels.map((samples) => samples.slice(Math.round(from * sampleRate), Math.round(to * sampleRate))),
})
const soundOf = ({ sound }: Result): Audio => sound?.audio ?? { sampleRate, channels: [] }
const loudest = (values: Float32Array): number => values.reduce((most, one) => Math.max(most, Math.abs(one)), 0)
const steps = (audio: Audio): Float32Array =>
  Float32Array.from(audio.channels[0] ?? []).map((value, n, all) => value - (all[n - 1] ?? value))

describe('a recording that goes on', () => {
  it('stays as it is, sample for sample; what is new is as loud, and nothing clicks', async () => {
    const audio = soundOf(await longer({ before: 0.5, after: 1 }))
    expect(sampleCount(audio)).toBe(3 * sampleRate)
    expect(part(audio, 0.5, 2)).toEqual(clip.audio)
    for (const made of [part(audio, 0, 0.5), part(audio, 2, 3)])
      expect(Math.abs(levels(made).rmsDbfs - levels(clip.audio).rmsDbfs)).toBeLessThan(3)
    for (const seam of [0.5, 2])
      expect(loudest(steps(part(audio, seam - 0.02, seam + 0.02)))).toBeLessThanOrEqual(loudest(steps(clip.audio)))
  })

  it('may become longer than all that there is to learn from, and keeps its level to the end', async () => {
    const audio = soundOf(await longer({ after: 5 }))
    for (const at of [1.5, 3, 5, 6])
      expect(Math.abs(levels(part(audio, at, at + 0.5)).rmsDbfs - levels(clip.audio).rmsDbfs)).toBeLessThan(3)
    const gap = rendered({ ...inpaint([{ from: 0.2, to: 1.3 }]) })
    expect(await errorOf(gap)).toMatchObject({ field: 'regions' }) // which a gap may not be
  })

  it('says in its recipe where it is new, and is made again from it', async () => {
    const first = await longer({ before: 0.25, after: 0.5 })
    expect(first.job.recipe).toMatchObject({
      command: 'extend',
      before: 0.25,
      after: 0.5,
      regions: [
        { from: 0, to: 0.25 },
        { from: 1.75, to: 2.25 },
      ],
    })
    expect(soundOf(await rendered(first.job.recipe))).toEqual(soundOf(first))
  })

  it('is the same out of a file, which is read as far as it is needed', async () => {
    const path = join(scratch(), 'beat.wav')
    const bytes = encodeWav(clip.audio, 'float32')
    writeFileSync(path, E.isRight(bytes) ? bytes.right : '')
    const file = orThrow(await openMaterial(path)())
    const made = await longer({ before: 0.25, after: 0.5 }, {}, file)
    const own = await extendSound(clip.audio, { before: 0.25, after: 0.5, steps: 2, seed: 7, encoding: 'float32' })
    expect(soundOf(made)).toEqual(soundOf(own))
    await closeMaterial(file)()
  })

  it('fits as much of what is there as it is told', async () => {
    const [little, much] = [
      await longer({ after: 0.5 }, { overlap: 0.05 }),
      await longer({ after: 0.5 }, { overlap: 1.2 }),
    ]
    expect(part(soundOf(little), 0, 1.5)).toEqual(clip.audio)
    expect(part(soundOf(much), 0, 1.5)).toEqual(clip.audio)
  })

  it.each<readonly [string, Recipe, Material, string, string]>([
    ['nothing', { ...extend({}) }, clip, 'after', 'before and after are 0'],
    ['less than a sample', { ...extend({ after: 1e-5 }) }, clip, 'after', 'before and after are 0'],
    ['latents', { ...extend({ after: 1 }) }, latentsClip(constant([1, 4, 9], 1)), 'clip', 'what is extended is sound'],
    ['an overlap where there is none', { ...restyle(0.5), overlap: 1 }, clip, 'overlap', 'compares a second'],
  ])('of %s is refused', async (_, recipe, of, field, said) => {
    const error = await errorOf(rendered(recipe, of))
    expect(error).toMatchObject({ _tag: 'BadRecipe', field })
    expect(JSON.stringify(error).replaceAll(/"?,?\{"field":"(\w+)"\},?"?/g, '$1')).toContain(said)
  })
})

describe('where a recording is extended', () => {
  const room = fc.integer({ min: 1000, max: 500_000 }).map((n) => n / 1e6)
  const cases = fc.record({
    before: room,
    after: room,
    rate: fc.constantFrom(1024, 8000, 11_025, 22_050, 44_100, 48_000, 96_000),
    frames: fc.integer({ min: 1, max: 3000 }),
  })

  it('no region has a sample of what was there, and every other sample is in one', () =>
    fc.assert(
      fc.property(cases, ({ before, after, rate, frames }) => {
        const of = soundClip({ sampleRate: rate, channels: [new Float32Array(frames).fill(0.5)] })
        const { recipe, clip: placed } = orThrow(placeExtension({ recipe: extend({ before, after }), clip: of }))
        const samples = Float32Array.from(placed?._tag === 'Sound' ? (placed.audio.channels[0] ?? []) : [])
        const ranges = (recipe.regions ?? []).map((region) => valueOf(framesOf(region, rate, samples.length)))
        const outside = samples.filter((_, n) => !ranges.some(({ start, end }) => start <= n && n < end))
        expect(outside.length).toBe(frames)
        expect(outside.every((value) => value === 0.5)).toBe(true)
        expect(samples.reduce((sum, value) => sum + (value === 0 ? 0 : 1), 0)).toBe(frames)
      }),
      { numRuns: 20 },
    ))

  it('markers stay where their samples are, and go where these are moved', () => {
    const chunk = { id: 'cue ', content: new Uint8Array(4), behind: false }
    const none = { speakers: null, tags: [], pictures: [], remarks: [] }
    const info: SoundInfo = { ...none, format: 'WAV', encoding: 'pcm16', chunks: [chunk] }
    const of = soundClip(beat(0.1), 'marked.wav', info)
    const chunksOf = (options: ExtendOptions): number | undefined => {
      const { clip: placed } = orThrow(placeExtension({ recipe: extend(options), clip: of }))
      return placed?._tag === 'Sound' ? placed.info?.chunks?.length : undefined
    }
    expect([chunksOf({ after: 1 }), chunksOf({ before: 1 })]).toEqual([1, 0])
  })
})
