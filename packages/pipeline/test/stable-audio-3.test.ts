import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { sigmaOfTime } from '@sigmastream/core/schedules'
import { readTensors } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { lastValueFrom } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { inpaint, type Recipe, type Result, render, soundClip, stableAudio } from '../src/index.js'

const right = E.getOrElseW((error: unknown): never => {
  throw new Error(JSON.stringify(error))
})

const WholeRun = t.intersection([
  t.type({ prompt: t.string, duration: t.number, steps: t.number, cfg_scale: t.number, seed: t.number }),
  t.type({ duration_padding_sec: t.number }),
  t.partial({ negative_prompt: t.string, sampler_type: t.string, init_noise_level: t.number }),
])
const Seconds = t.union([t.number, t.array(t.number)])
const Gaps = t.type({ inpaint_mask_start_seconds: Seconds, inpaint_mask_end_seconds: Seconds })
const Expected = t.type({ whole: t.record(t.string, t.unknown), tolerance_of_largest: t.record(t.string, t.number) })

/** A checkpoint, and what stable-audio-3 made with it on a CPU, from prompt to sound. */
const recordedOf = async (size: string) => {
  const folder = fileURLToPath(new URL(`../../../fixtures/tiny-sa3-${size}/`, import.meta.url))
  const { whole, tolerance_of_largest: tolerances } = right(
    Expected.decode(JSON.parse(await readFile(`${folder}expected.json`, 'utf8'))),
  )
  const tensors = right(await readTensors(`${folder}expected.safetensors`)())
  const valuesOf = (name: string) => tensors.get(name)?.data ?? new Float32Array()
  const source = valuesOf('whole.source_audio')
  const half = source.length / 2
  const clip = soundClip({ sampleRate: 44_100, channels: [source.subarray(0, half), source.subarray(half)] })
  const ended = (recipe: Recipe) => {
    const material = recipe.command === 'generate' ? {} : { clip }
    return lastValueFrom(render(recipe, { model: stableAudio(`${folder}checkpoint`), ...material }))
  }
  const made = async (recipe: Recipe): Promise<Result> => {
    const end = await ended(recipe)
    if (end._tag !== 'Rendered') throw new Error('it was not rendered')
    return end.result
  }
  return { whole, tolerances, valuesOf, made, ended }
}

/** The largest difference over the largest expected value; a NaN is infinitely far, as is another length. */
const distance = (ours: ArrayLike<number>, expected: ArrayLike<number>): number => {
  const most = (values: readonly number[]): number => values.reduce((a, b) => (b <= a ? a : b), 0)
  const apart = Array.from(expected, (value, i) => Math.abs((ours[i] ?? NaN) - value))
  return ours.length === expected.length ? most(apart) / most(Array.from(expected, Math.abs)) : Infinity
}

/** What a recording was made with, as a recipe says it: on PyTorch's noise, and with the padding of a CPU. */
const recipeOf = (run: t.TypeOf<typeof WholeRun>): Recipe => {
  const common = {
    prompt: run.prompt,
    seconds: run.duration,
    steps: run.steps,
    cfg: run.cfg_scale,
    seed: run.seed,
    headroom: run.duration_padding_sec,
    padding: 'counted',
    noise: 'torch-cpu',
    encoding: 'float32',
    threads: 1,
    ...(run.negative_prompt === undefined ? {} : { negative: run.negative_prompt }),
    ...(run.sampler_type === 'euler' ? ({ sampler: 'euler' } as const) : {}),
  } as const
  return run.init_noise_level === undefined
    ? { ...common, command: 'generate' }
    : {
        ...common,
        command: 'vary',
        noiseLevel: sigmaOfTime(run.init_noise_level),
        schedule: 'log-snr-shift-rising',
      }
}

describe.each(['small', 'medium'])('Stable Audio 3 %s', async (size) => {
  const { whole, tolerances, valuesOf, made } = await recordedOf(size)
  const runOf = (name: string) => right(WholeRun.decode(whole[name]))

  it.each(['pingpong', 'cfg4_negative', 'euler_cfg4', 'variation'])(
    'makes the latents of stable-audio-3 from its seed: %s',
    async (name) => {
      const { latent, sound } = await made(recipeOf(runOf(name)))
      // The times have the last places of the reference's, so that this is far inside of what one of them may move.
      const tolerance = (tolerances[`whole.${name}.latents`] ?? 0) / 50
      expect(distance(latent.data, valuesOf(`whole.${name}.latents`))).toBeLessThan(tolerance)
      expect(sound?.audio.channels.map(({ length }) => length)).toEqual([2205, 2205])
    },
  )

  it.each(['inpaint', 'continuation'])('fills gaps itself as stable-audio-3 does: %s', async (name) => {
    // None of them begins or ends where a frame does: a frame is made anew whose first sample lies in a gap.
    const { inpaint_mask_start_seconds: starts, inpaint_mask_end_seconds: ends } = right(Gaps.decode(whole[name]))
    const regions = [starts].flat().map((from, i) => ({ from, to: [ends].flat()[i] ?? from }))
    const { latent } = await made({ ...recipeOf(runOf(name)), ...inpaint(regions, { method: 'native' }) })
    expect(distance(latent.data, valuesOf(`whole.${name}.latents`))).toBeLessThan(
      tolerances[`whole.${name}.latents`] ?? 0,
    )
  })
})

describe('a recipe of Stable Audio 3', async () => {
  const { whole, made, ended } = await recordedOf('small')
  const run = right(WholeRun.decode(whole['pingpong']))
  const asked: Recipe = { command: 'generate', prompt: run.prompt, seconds: 0.05, seed: 7, threads: 1, steps: 2 }

  it('says in full how it was made, and makes the same again', async () => {
    const first = await made(asked)
    expect(first.job.recipe).toMatchObject({
      profile: 'sa3',
      cfg: 1,
      sampler: 'ping-pong',
      schedule: 'log-snr-shift-scaled',
      headroom: 6,
      padding: 'left-out',
    })
    expect(first.job.recipe).not.toHaveProperty('guidance')
    expect(first.latent.shape[2]).toBe(64)
    const again = await made(first.job.recipe)
    expect(again.latent.data).toEqual(first.latent.data)
    expect(again.job.recipe).toEqual(first.job.recipe)
  })

  it('makes no frame anew natively where none begins in a gap, and says so', async () => {
    // From sample 133 to 242; frames have 128.
    const gap = [{ from: 0.00303, to: 0.0055 }]
    await expect(ended({ ...asked, ...inpaint(gap, { method: 'native' }) })).rejects.toMatchObject({
      error: { _tag: 'BadRecipe', field: 'method' },
    })
    expect((await made({ ...asked, ...inpaint(gap, { method: 'both' }) })).latent.shape[2]).toBeGreaterThan(1)
  })

  it('is guided by projection where it is guided, unless it says otherwise, and then so again', async () => {
    const fields = { ...asked, cfg: 4, headroom: 0 }
    const projected = await made(fields)
    const plain = await made({ ...fields, guidance: 'cfg' })
    expect(projected.job.recipe).toMatchObject({ guidance: 'apg', apgParallel: 0 })
    expect(plain.job.recipe).toMatchObject({ guidance: 'cfg' })
    expect(distance(projected.latent.data, plain.latent.data)).toBeGreaterThan(1e-3)
    expect((await made(plain.job.recipe)).latent.data).toEqual(plain.latent.data)
  })
})
