import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { sigmaOfTime } from '@sigmastream/core/schedules'
import { readTensors } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { lastValueFrom } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { inpaint, type Recipe, render, soundClip, stableAudio } from '../src/index.js'

const right = E.getOrElseW((error: unknown): never => {
  throw new Error(JSON.stringify(error))
})

const Run = t.intersection([
  t.type({ duration: t.number, steps: t.number, seed: t.number, stochastic: t.boolean }),
  t.partial({ guidance_scale: t.number, negative_prompt: t.string, from: t.number, to: t.number, level: t.number }),
])
const Recorded = t.type({ prompt: t.string, runs: t.record(t.string, Run) })

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const folder = at('../../../fixtures/tiny-sa3-medium/diffusers')
const { prompt, runs } = right(
  Recorded.decode(JSON.parse(await readFile(at('fixtures/sa3-diffusers/recorded.json'), 'utf8'))),
)
const tensors = right(await readTensors(at('fixtures/sa3-diffusers/recorded.safetensors'))())
const valuesOf = (name: string) => tensors.get(name)?.data ?? new Float32Array()

const source = valuesOf('source')
const clip = soundClip({ sampleRate: 44_100, channels: [source.subarray(0, 2764), source.subarray(2764)] })

const made = async (recipe: Recipe) => {
  const material = recipe.command === 'generate' ? {} : { clip }
  const end = await lastValueFrom(render(recipe, { model: stableAudio(folder), ...material }))
  if (end._tag !== 'Rendered') throw new Error('it was not rendered')
  return end.result
}

const recipeOf = (run: t.TypeOf<typeof Run>): Recipe => {
  const common = {
    profile: 'sa3-diffusers',
    prompt,
    seconds: run.duration,
    steps: run.steps,
    seed: run.seed,
    noise: 'torch-cpu',
    encoding: 'float32',
    threads: 1,
    ...(run.stochastic ? {} : ({ sampler: 'euler' } as const)),
    ...(run.guidance_scale === undefined ? {} : { cfg: run.guidance_scale }),
    ...(run.negative_prompt === undefined ? {} : { negative: run.negative_prompt }),
  } as const
  if (run.from !== undefined && run.to !== undefined)
    return { ...common, ...inpaint([{ from: run.from, to: run.to }], { method: 'native' }) }
  return run.level === undefined
    ? { ...common, command: 'generate' }
    : { ...common, command: 'vary', noiseLevel: sigmaOfTime(run.level), schedule: 'log-snr-shift-rising' }
}

/** The largest difference over the largest expected value; a NaN is infinitely far, as is another length. */
const distance = (ours: ArrayLike<number>, expected: ArrayLike<number>): number => {
  const most = (values: readonly number[]): number => values.reduce((a, b) => (b <= a ? a : b), 0)
  const apart = Array.from(expected, (value, i) => Math.abs((ours[i] ?? NaN) - value))
  return ours.length === expected.length ? most(apart) / most(Array.from(expected, Math.abs)) : Infinity
}

describe('the profile sa3-diffusers', () => {
  it.each(Object.entries(runs))('makes the latents of diffusers from its seed: %s', async (name, run) => {
    const { latent } = await made(recipeOf(run))
    expect(latent.shape).toEqual([1, 16, 17])
    expect(distance(latent.data, valuesOf(`${name}.latents`))).toBeLessThan(5e-5)
  })
})
