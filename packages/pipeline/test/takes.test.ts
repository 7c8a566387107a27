import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { either as E, taskEither as TE } from 'fp-ts'
import { lastValueFrom, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  type Checkpoint,
  exemplar,
  forkRecipe,
  keptSteps,
  loadCheckpoint,
  orThrow,
  type Recipe,
  type RenderWith,
  type Result,
  render,
  saveCheckpoint,
  soundClip,
  vary,
} from '../src/index.js'
import { errorOf, scratch, tone } from './support.js'

const base: Recipe = { ...vary({ amount: 0.8 }), steps: 6, seed: 7, sampler: 'euler-ancestral' }
const clip = soundClip(tone(0.5))
const folder = scratch()

/** A recipe rendered, every frame of it kept, and its result. */
const rendered = async (recipe: Recipe, options: Partial<RenderWith> = {}) => {
  const kept: Checkpoint[] = []
  const keep: NonNullable<RenderWith['keep']> = (frame, { summary }) => {
    kept.push({ frame, summary })
    return TE.right(undefined)
  }
  const events = await lastValueFrom(render(recipe, { model: exemplar(), clip, keep, ...options }).pipe(toArray()))
  const last = events.at(-1)
  if (last?._tag !== 'Rendered') throw new Error('a run that is not ended by an error gives its result last')
  return { kept, result: last.result }
}

const dataOf = ({ latent }: Result): readonly number[] => [...latent.data]

describe('a run that goes on from a frame in a file', () => {
  it('makes what the undisturbed run makes, and knows what came before', async () => {
    const whole = await rendered(base)
    const keep: NonNullable<RenderWith['keep']> = (frame, { plan, summary }) =>
      saveCheckpoint(folder, plan, frame, summary)
    await rendered(base, { keep })
    expect(orThrow(await keptSteps(folder)())).toEqual([1, 2, 3, 4, 5, 6])
    for (const step of [1, 4, 6]) {
      const from = orThrow(await loadCheckpoint(folder, step)())
      const { result, kept } = await rendered(base, { from })
      expect(dataOf(result)).toEqual(dataOf(whole.result))
      expect(result.summary).toEqual(whole.result.summary)
      expect(kept.map(({ summary }) => summary.done)).toEqual([1, 2, 3, 4, 5, 6].slice(step))
    }
  })

  it('is refused from a frame of another plan, from a file that is none, and from none', async () => {
    const from = orThrow(await loadCheckpoint(folder, 4)())
    const error = await errorOf(rendered({ ...base, sampler: 'euler' }, { from }))
    expect(error).toMatchObject({
      _tag: 'BadRecipe',
      wrong: [expect.stringContaining('the frame: one of another plan')],
    })
    writeFileSync(join(folder, 'step-0002.safetensors'), 'no frame')
    rmSync(join(folder, 'step-0003.safetensors'))
    expect(E.isLeft(await loadCheckpoint(folder, 2)())).toBe(true)
    expect(await loadCheckpoint(folder, 3)()).toMatchObject({ left: { _tag: 'BadRecipe' } })
  })
})

describe('a take that was forked', () => {
  it('is what its recipe makes from the start, without the frame that it went on from', async () => {
    const { kept, result } = await rendered(base)
    const from = kept[2]
    if (from === undefined) throw new Error('a run of six steps has a third frame')
    const recipe = forkRecipe(result.job.recipe, 3, { seed: 8 })
    expect(recipe).toMatchObject({
      seed: 8,
      earlier: [{ until: 3, seed: 7, sampler: 'euler-ancestral', noise: 'keyed' }],
    })
    const fork = await rendered(recipe, { from })
    expect(dataOf(fork.result)).not.toEqual(dataOf(result))
    const again = await rendered(fork.result.job.recipe)
    expect(dataOf(again.result)).toEqual(dataOf(fork.result))
    expect(again.result.summary).toEqual(fork.result.summary)

    const twice = forkRecipe(fork.result.job.recipe, 4, { sampler: 'dpmpp-2m', seed: 8 })
    const second = await rendered(twice, { from: again.kept[3] ?? from })
    expect(dataOf((await rendered(twice)).result)).toEqual(dataOf(second.result))
    expect(dataOf(second.result)).not.toEqual(dataOf(fork.result))
  })

  it.each([
    [[{ until: 6 }], 'it was otherwise until step 6, and with euler-ancestral it has 6 steps in all'],
    [[{ until: 3 }, { until: 3 }], 'it was otherwise until step 3 twice'],
  ])('has parts that follow each other, each with steps: %j', async (earlier, wrong) => {
    expect(await errorOf(rendered({ ...base, earlier }))).toMatchObject({
      _tag: 'BadRecipe',
      field: 'earlier',
      wrong: [wrong],
    })
  })
})
