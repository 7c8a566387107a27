import { build, type Latent, type Region } from '@sigmastream/core'
import fc from 'fast-check'
import { lastValueFrom } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  type Clip,
  describeRenderError,
  exemplar,
  extend,
  generate,
  inpaint,
  latentsClip,
  loop,
  type Model,
  type Recipe,
  RenderException,
  type Result,
  render,
  soundClip,
  vary,
} from '../src/index.js'
import { tone } from './support.js'
import { type ToldModel, toldModel } from './told-model.js'

const frames = 12
const source: Latent = build([1, 2, frames], (out) => out.forEach((_, i) => (out[i] = Math.sin(3 * i + 1))))
const clip = latentsClip(source)
/** So many frames are three seconds. */
const whole = [{ from: 0, to: frames / 4 }]
const asked = { prompt: 'rain', steps: 4, sampler: 'euler-ancestral' } as const

const made = async (model: Model, recipe: Recipe, of: Clip | null): Promise<Result> => {
  const last = await lastValueFrom(render(recipe, { model, clip: of }))
  if (last._tag !== 'Rendered') throw new Error(last._tag)
  return last.result
}

const latentOf = async (recipe: Recipe, of: Clip | null = clip, { model }: ToldModel = toldModel()) => [
  ...(await made(model, { ...asked, seed: 1, ...recipe }, of)).latent.data,
]

const refusal = (recipe: Recipe, of: Clip | null, model = toldModel().model): Promise<string> =>
  made(model, { ...asked, seed: 1, ...recipe }, of).then(
    () => 'made',
    (cause: unknown) => (cause instanceof RenderException ? describeRenderError(cause.error) : String(cause)),
  )

/** Some frames that are made anew, as regions in seconds, and where they are. */
const someGaps = fc
  .uniqueArray(fc.integer({ min: 0, max: frames - 1 }), { minLength: 1, maxLength: 5 })
  .map((at) => ({ at, regions: at.map((frame) => ({ from: frame / 4, to: (frame + 1) / 4 })) }))

type Check = (
  gaps: { readonly at: readonly number[]; readonly regions: readonly Region[] },
  seed: number,
) => Promise<void>

const forGaps = (check: Check) => fc.assert(fc.asyncProperty(someGaps, fc.nat(1000), check), { numRuns: 8 })

describe('a model that fills gaps itself', () => {
  it('under both keeps all outside of the gaps, bit for bit, and makes them otherwise than untold', () =>
    forGaps(async ({ at, regions }, seed) => {
      const kept = (values: readonly number[]) => values.filter((_, i) => !at.includes(i % frames))
      const both = await latentOf({ ...inpaint(regions, { method: 'both' }), seed })
      const projection = await latentOf({ ...inpaint(regions, { method: 'projection' }), seed })
      expect(kept(both)).toEqual(kept([...source.data]))
      expect(kept(projection)).toEqual(kept([...source.data]))
      expect(both).not.toEqual(projection)
    }))

  it('is told the gaps as they are asked for, and the recording', () =>
    forGaps(async ({ at, regions }, seed) => {
      const anew = Array.from({ length: frames }, (_, i) => (at.includes(i) ? 1 : 0))
      for (const method of ['native', 'both'] as const) {
        const told = toldModel()
        await latentOf({ ...inpaint(regions, { method }), seed }, clip, told)
        const [{ given } = {}] = told.asked()
        expect([...(given?.mask.data ?? [])]).toEqual(anew)
        expect([...(given?.source.data ?? [])]).toEqual([...source.data])
      }
    }))

  it('under both with a paint window of all steps is under both without one', () =>
    forGaps(async ({ regions }, seed) => {
      const all = await latentOf({ ...inpaint(regions, { method: 'both', paintStart: 0, paintEnd: 4 }), seed })
      expect(all).toEqual(await latentOf({ ...inpaint(regions, { method: 'both' }), seed }))
    }))

  it('that is to make all anew generates, by either method', async () => {
    const generated = await latentOf({ ...generate, seconds: frames / 4 }, null)
    expect(await latentOf(inpaint(whole, { method: 'native' }))).toEqual(generated)
    expect(await latentOf(inpaint(whole, { method: 'both' }))).toEqual(generated)
  })

  it('that is to make nothing of a gap anew leaves all as it is under both', async () => {
    const nothing = inpaint([{ from: 1, to: 2 }], { method: 'both', paintAmount: 0 })
    expect(await latentOf(nothing)).toEqual([...source.data])
  })

  it('is told nothing under projection or the posterior, and where there are no gaps to fill', async () => {
    for (const recipe of [
      inpaint([{ from: 1, to: 2 }], { method: 'projection' }),
      { ...inpaint([{ from: 1, to: 2 }], { method: 'posterior' }), sampler: 'ddim' as const },
      vary({ amount: 0.5 }),
    ]) {
      const told = toldModel()
      await latentOf(recipe, clip, told)
      expect(told.asked().map(({ given }) => given)).toEqual([undefined])
    }
  })

  it('is told each window what is given there', async () => {
    const long = build([1, 2, 40], (out) => out.forEach((_, i) => (out[i] = i)))
    const told = toldModel()
    await latentOf(inpaint([{ from: 5, to: 6 }], { method: 'both' }), latentsClip(long), told)
    const parts = told.asked().map(({ given }) => given)
    expect(parts.length).toBeGreaterThan(2)
    const starts = parts.map((given) => given?.source.data[0] ?? -1)
    expect(starts).toEqual(starts.toSorted((a, b) => a - b))
    parts.forEach((given, w) => {
      expect(given?.source.shape).toEqual([1, 2, 16])
      const anew = Array.from({ length: 16 }, (_, i) => (starts[w]! + i >= 20 && starts[w]! + i < 24 ? 1 : 0)) // one each
      expect([...(given?.mask.data ?? [])]).toEqual(anew)
    })
  })

  it('is told the borders are to be made where they are soft', async () => {
    const told = toldModel()
    const soft = inpaint([{ from: 1, to: 2 }], { method: 'both', feather: 0.5 })
    await latentOf(soft, clip, told)
    expect([...(told.asked()[0]?.given?.mask.data ?? [])]).toEqual([0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0])
  })
})

describe('a recording and a model that fills gaps itself', () => {
  const recording = tone(3)
  const middle = inpaint([{ from: 1, to: 2 }])
  const samplesOf = (result: Result) => [...(result.sound?.audio.channels[0] ?? [])]
  const toneOf = (seconds: number) => [...(tone(seconds).channels[0] ?? [])]

  it('is filled by both unless it is said, and the recipe says so', async () => {
    const result = await made(toldModel().model, { ...asked, seed: 1, ...middle }, soundClip(recording))
    expect(result.job.recipe.method).toBe('both')
    const [after, before] = [samplesOf(result), toneOf(3)]
    expect(after.slice(0, 8000)).toEqual(before.slice(0, 8000))
    expect(after.slice(16_000)).toEqual(before.slice(16_000))
    expect(after.slice(8000, 16_000)).not.toEqual(before.slice(8000, 16_000))
  })

  it("is all the model's under native", async () => {
    const result = await made(
      toldModel().model,
      { ...asked, seed: 1, ...middle, method: 'native' },
      soundClip(recording),
    )
    const [after, before] = [samplesOf(result), toneOf(3)]
    expect(after.length).toBe(before.length)
    expect(after.slice(0, 4000)).not.toEqual(before.slice(0, 4000))
  })

  it('goes on as the model is told, behind its end and before its beginning', async () => {
    const told = toldModel()
    const result = await made(
      told.model,
      { ...asked, seed: 1, ...extend({ before: 1, after: 0.5 }) },
      soundClip(tone(2)),
    )
    expect([...(told.asked()[0]?.given?.mask.data ?? [])]).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1])
    expect(samplesOf(result).slice(8000, 24_000)).toEqual(toneOf(2))
    expect(result.job.recipe).toMatchObject({ command: 'extend', method: 'both' })
  })

  it('has nothing behind its end that could stay, where the model makes room there', async () => {
    const told = toldModel({ family: 'stable-audio-3', frameMultiple: 2 }, 'rf_denoiser')
    const recipe = { ...asked, seed: 1, ...middle, feather: 0.25 }
    const { latent, sound } = await made(told.model, recipe, soundClip(recording))
    // the gap and its soft borders, and the room, which softens nothing before it
    expect([...(told.asked()[0]?.given?.mask.data ?? [])]).toEqual([0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1])
    const { source: encoded } = told.asked()[0]?.given ?? {}
    expect(latent.data.slice(9, 12)).toEqual(encoded?.data.slice(9, 12))
    expect(latent.data.slice(12, 16)).not.toEqual(encoded?.data.slice(12, 16))
    expect(sound?.audio.channels[0]).toHaveLength(24_000)
  })

  it('becomes a loop whose seam is told inside of what surrounds it', async () => {
    const told = toldModel()
    const result = await made(told.model, { ...asked, seed: 1, ...loop({ seam: 0.5 }) }, soundClip(tone(3)))
    const mask = [...(told.asked()[0]?.given?.mask.data ?? [])]
    expect(mask.filter((anew) => anew === 1)).toHaveLength(2)
    expect([mask[0], mask.at(-1)]).toEqual([0, 0])
    expect(samplesOf(result).slice(0, 20_000)).toEqual(toneOf(3).slice(0, 20_000))
    expect(result.job.recipe).toMatchObject({ command: 'loop', method: 'both' })
  })
})

describe('what does not go together', () => {
  const gap = [{ from: 1, to: 2 }]
  const sound = soundClip(tone(3))
  const open = toldModel({ fillsGaps: false }).model

  it.each(['native', 'both'] as const)('%s and a model that was not trained to fill gaps', async (method) => {
    const said = `${method} is for a model that fills gaps itself, and this one was not trained to`
    expect(await refusal(inpaint(gap, { method }), sound, open)).toContain(said)
    const { prompt: _, ...embedded } = asked
    expect(
      await made(exemplar(), { ...embedded, seed: 1, ...inpaint(gap, { method }) }, sound).catch(String),
    ).toContain(said)
  })

  it.each([
    [inpaint(gap, { method: 'native', feather: 0.1 }), 'feather: with method native nothing is put back'],
    [inpaint(gap, { method: 'native', paintStart: 1 }), 'paintStart: with method the surroundings count in every step'],
    [inpaint(gap, { method: 'native', paintEnd: 2 }), 'paintEnd: with method the surroundings count in every step'],
    [inpaint(gap, { method: 'native', loop: true }), 'method native makes over what surrounds a gap'],
    [{ ...loop(), method: 'native' as const }, 'method native makes over what surrounds a gap'],
    [{ ...extend({ after: 1 }), method: 'native' as const }, 'what is extended stays as it is: give method both'],
  ])('%j', async (recipe, said) => expect(await refusal(recipe, sound)).toContain(said))

  it('a model that fills no gaps itself is asked as its recipe says, which says no method', async () => {
    const result = await made(open, { ...asked, seed: 1, ...inpaint(gap) }, sound)
    expect(result.job.recipe).not.toHaveProperty('method')
  })
})
