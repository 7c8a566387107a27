import { constant } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { firstValueFrom, lastValueFrom, take, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  BITS,
  exemplar,
  fillGap,
  generate,
  inpaint,
  orThrow,
  planOf,
  type Recipe,
  recipeJson,
  render,
  varySound,
} from '../src/index.js'
import { rmsChange } from '../src/run-summary.js'
import { toneClip as clip, errorOf, gap } from './support.js'

const few = { steps: 4, seed: 7 } as const
const filling: Recipe = { ...inpaint(gap), ...few }

describe('render', () => {
  it('is prepared first, then a frame for each step, then rendered', async () => {
    const events = await lastValueFrom(render(filling, { model: exemplar(), clip }).pipe(toArray()))
    expect(events.map(({ _tag }) => _tag)).toEqual(['Prepared', 'Frame', 'Frame', 'Frame', 'Frame', 'Rendered'])
  })

  it('gives a recipe that says everything, and makes the same again', async () => {
    const made = await fillGap(clip, gap, few)
    const again = await lastValueFrom(render(made.job.recipe, { model: exemplar(), clip }))
    expect(made.job.recipe).toMatchObject({
      sampler: 'euler',
      noise: 'keyed',
      sigmaMax: expect.any(Number),
      bits: BITS,
    })
    expect(again).toMatchObject({ _tag: 'Rendered' })
    expect(again._tag === 'Rendered' && again.result.latent.data).toEqual(made.latent.data)
    expect(again._tag === 'Rendered' && recipeJson(again.job.recipe)).toEqual(recipeJson(made.job.recipe))
  })

  it('makes every item of a batch, each what its own seed makes alone', async () => {
    const events = await lastValueFrom(render({ ...filling, batch: 2 }, { model: exemplar(), clip }).pipe(toArray()))
    const results = events.flatMap((event) => (event._tag === 'Rendered' ? [event.result] : []))
    expect(results.map(({ job: { recipe } }) => [recipe.batch, recipe.item])).toEqual([
      [2, 0],
      [2, 1],
    ])
    const alone = await fillGap(clip, gap, { ...few, seed: 8 })
    expect(results[1]?.latent.data).toEqual(alone.latent.data)
  })

  it('ends within a step of the signal, and says that it was stopped', async () => {
    const stop = new AbortController()
    let steps = 0
    const run = lastValueFrom(render({ ...filling, steps: 50 }, { model: exemplar(), clip }, stop.signal)).catch(
      (cause: unknown) => cause,
    )
    const watched = fillGap(clip, gap, {
      steps: 50,
      signal: stop.signal,
      onFrame: () => {
        steps += 1
        if (steps === 2) stop.abort()
      },
    })
    expect(await errorOf(watched)).toEqual({ _tag: 'RenderStopped' })
    expect(await run).toMatchObject({ error: { _tag: 'RenderStopped' } })
    expect(steps).toBeLessThan(4)
  })

  it('ends when nobody looks any more', async () => {
    let steps = 0
    const events = render(
      { ...filling, steps: 50 },
      {
        model: exemplar(),
        clip,
        keep: () => async () => {
          steps += 1
          return E.right(undefined)
        },
      },
    )
    await lastValueFrom(events.pipe(take(3)))
    const then = steps
    await new Promise((resolve) => setImmediate(resolve))
    expect(steps - then).toBeLessThan(2)
  })

  it('waits for what is kept before the next step is taken', async () => {
    const order: string[] = []
    const keep = (frame: { readonly at: { readonly index: number } }) => async () => {
      order.push(`begin ${frame.at.index}`)
      await new Promise((resolve) => setImmediate(resolve))
      order.push(`end ${frame.at.index}`)
      return E.right(undefined)
    }
    await lastValueFrom(render(filling, { model: exemplar(), clip, keep }))
    expect(order).toEqual([0, 1, 2, 3].flatMap((i) => [`begin ${i}`, `end ${i}`]))
  })
})

describe('planOf', () => {
  it('says what would be done, and does nothing', async () => {
    const job = orThrow(await planOf({ ...filling, sampler: 'dpmpp-2m' }, { model: exemplar(), clip })())
    expect(job.plan.step.name).toContain('maskProject')
    expect(job.piece.shape[0]).toBe(1)
  })
})

describe('what is wrong', () => {
  it.each<readonly [Partial<Recipe>, string]>([
    [{ schedule: 'vp', sigmaMax: 9 }, 'schedule'],
    [{ schedule: 'flux-shift', sigmaMin: 9 }, 'schedule'],
    [{ schedule: 'log-snr-shift', sigmaMax: 9 }, 'sigmaMax'],
    [{ schedule: 'karras', shift: 3 }, 'shift'],
    [{ schedule: 'list' }, 'schedule'],
    [{ sigmas: [1, 2] }, 'sigmas'],
    [{ sigmas: [2, 1], steps: 9 }, 'steps'],
    [{ noise: 'torch-cpu', sampler: 'dpm-adaptive' }, 'noise'],
    [{ frameRate: 10 }, 'frameRate'],
    [{ item: 3, batch: 2 }, 'item'],
    [{ model: 'a'.repeat(64) }, 'model'],
    [{ inputHash: 'a'.repeat(64) }, 'clip'],
  ])('%j names its field', async (changes, field) => {
    const of = Object.assign({}, filling, changes)
    const given = { ...clip, hash: 'b'.repeat(64) }
    expect(await errorOf(firstValueFrom(render(of, { model: exemplar(), clip: given })))).toMatchObject({
      _tag: 'BadRecipe',
      field,
    })
  })

  it('is refused by the plain face too, as one line', async () => {
    await expect(fillGap(clip, gap, { steps: -1 })).rejects.toThrow('steps is -1: give a whole number from 1 to 10000')
    await expect(varySound(clip, { noiseLevel: 2, sigmaMax: 3 })).rejects.toThrow(
      'noiseLevel is the highest sigma of a variation',
    )
    expect(await errorOf(lastValueFrom(render(generate, { model: exemplar() })))).toMatchObject({ field: 'clip' })
  })
})

describe('how far an estimate moved', () => {
  it('is the rms of its change', () => {
    expect(rmsChange(constant([1, 2, 3], 1), constant([1, 2, 3], -2))).toBe(3)
    expect(rmsChange(constant([1, 2, 3], 1), constant([1, 2, 3], 1))).toBe(0)
  })
})
