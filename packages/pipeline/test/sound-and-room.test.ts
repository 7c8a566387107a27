import { join } from 'node:path'
import { readTensor } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { lastValueFrom } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  type Clip,
  generate,
  inpaint,
  latentsClip,
  levelledTake,
  loop,
  type Recipe,
  type Result,
  readClip,
  render,
  saveResult,
  soundClip,
} from '../src/index.js'
import { scratch, tone } from './support.js'
import { type ToldModel, toldModel } from './told-model.js'

const right = E.getOrElseW((error: unknown): never => {
  throw new Error(JSON.stringify(error))
})

const folder = scratch()
/** Four frames a second, and windows of four seconds. */
const thirdModel = (): ToldModel => toldModel({ family: 'stable-audio-3', frameMultiple: 4 }, 'rf_denoiser')

const made = async (recipe: Recipe, clip: Clip | null = null, { model }: ToldModel = thirdModel()): Promise<Result> => {
  const last = await lastValueFrom(render({ prompt: 'rain', steps: 2, seed: 1, ...recipe }, { model, clip }))
  if (last._tag !== 'Rendered') throw new Error(last._tag)
  return last.result
}

describe('the room behind the end of a sound', () => {
  it.each([{ headroom: 0.5 }, { headroom: 0.5, padding: 'counted' as const }, { fullWindow: true }])(
    'is not in a file of latents: %j',
    async (fields) => {
      const path = join(folder, `${JSON.stringify(fields).replaceAll(/\W/g, '')}.npy`)
      const result = await made({ ...generate, seconds: 3, ...fields })
      await saveResult(result, path)
      const { shape, data } = right(await readTensor(path)())
      const all = result.latent.shape[2]
      expect(all).toBeGreaterThan(12)
      expect(shape).toEqual([1, 2, 12])
      expect([...data]).toEqual([...result.latent.data].filter((_, i) => i % all < 12))
      const stored = right(await levelledTake({ ...result, sound: result.sound?.splice ?? null }, path, null)())
      expect([stored.record['shape'], stored.take.latent.shape]).toEqual([shape, shape])
      expect((await made({ command: 'vary' }, right(await readClip(path)()))).job.recipe.seconds).toBe(3)
    },
  )
})

describe('how long a model is told that the sound is', () => {
  const long = latentsClip({ shape: [1, 2, 40], data: new Float32Array(80).fill(0.1) })
  const stretch = { ...inpaint([{ from: 10, to: 10.5 }]), overlap: 1 }

  it.each<readonly [string, Recipe, Clip | null, readonly [third: number, open: number]]>([
    ['all of it', { ...generate, seconds: 3 }, null, [3, 3]],
    ['a window', { ...generate, seconds: 10 }, null, [4, 10]],
    ['a window of latents', inpaint([{ from: 5, to: 6 }]), long, [4, 10]],
    ['a stretch of a recording', stretch, soundClip(tone(20)), [2.5, 20]],
  ])(
    'is the length of what is made, where it cannot be told where that is: %s',
    async (_, recipe, clip, [third, open]) => {
      for (const [told, seconds] of [
        [thirdModel(), third],
        [toldModel(), open],
      ] as const) {
        await made(recipe, clip, told)
        const totals = told.asked().flatMap(({ items }) => items.map(({ secondsTotal }) => secondsTotal))
        expect(new Set(totals)).toEqual(new Set([seconds]))
      }
    },
  )
})

describe('what has nothing behind its end', () => {
  const sound = soundClip(tone(3))
  const none: readonly (readonly [string, Recipe, Clip | null])[] = [
    ['a whole window', { ...generate, seconds: 3, fullWindow: true }, null],
    ['a loop from nothing', { ...generate, seconds: 3, loop: true }, null],
    ['a loop of a recording', loop({ seam: 0.5 }), sound],
    ['as long as a window', { ...generate, seconds: 4 }, null],
    ['longer than a window', { ...generate, seconds: 5 }, null],
    ['latents', { command: 'vary' }, latentsClip({ shape: [1, 2, 8], data: new Float32Array(16).fill(0.1) })],
    ['the middle of a recording', inpaint([{ from: 10, to: 10.5 }]), soundClip(tone(20))],
  ]

  it.each(none)('is not asked for it, and does not say so in its recipe: %s', async (_, recipe, clip) => {
    for (const fields of [{ headroom: 0.5 }, { padding: 'counted' as const }]) {
      const [name = ''] = Object.keys(fields)
      const refused = await made({ ...recipe, ...fields }, clip).then(() => 'made', String)
      expect(refused).toContain(`${name}: room is made behind a sound that ends inside of a window, and not`)
    }
    const untold = await made(recipe, clip)
    for (const { job } of [untold, await made({ ...recipe, headroom: 0, padding: 'left-out' }, clip)]) {
      expect(job.recipe).not.toHaveProperty('headroom')
      expect(job.recipe).not.toHaveProperty('padding')
    }
  })

  it('is not the end of a recording that is heard in part', async () => {
    const { job } = await made(inpaint([{ from: 19, to: 19.5 }]), soundClip(tone(20)))
    expect(job.recipe).toMatchObject({ headroom: 6, padding: 'left-out' })
  })
})
