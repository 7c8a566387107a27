import { drawsOf, plan } from '@sigmastream/core'
import { samplers } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { exemplar, type NoiseChoice, noiseOf, orThrow, planOf, vary } from '../src/index.js'
import { toneClip as clip } from './support.js'

const shape = [1, 2, 6] as const
const draws = drawsOf(plan({ step: samplers['euler-ancestral'](), schedule: [4, 2, 0], shape }))
/** All that a run draws, in order. */
const drawnBy = (choice: NoiseChoice): readonly number[] => {
  const noise = orThrow(noiseOf(choice, draws, shape))
  return E.isLeft(draws) ? [] : draws.right.flatMap((draw) => [...noise({ ...draw, shape }).data])
}

describe('noise that goes from one seed toward another', () => {
  it.each(['keyed', 'brownian', 'torch-cpu'] as const)(
    'is what the one draws at 0 and what the other draws alone at 1, bit for bit: %s',
    (noise) => {
      const [one, other] = [drawnBy({ noise, seed: 7 }), drawnBy({ noise, seed: 9 })]
      expect(drawnBy({ noise, seed: 7, toward: 9, by: 0 })).toEqual(one)
      expect(drawnBy({ noise, seed: 7, toward: 9, by: 1 })).toEqual(other)
      expect(drawnBy({ noise, seed: 7, batch: 3, item: 2, toward: 9, by: 1 })).toEqual(other)
      expect(drawnBy({ noise, seed: 7, toward: 9 })).toEqual(drawnBy({ noise, seed: 7, toward: 9, by: 0.5 }))
      expect([one, other]).not.toContainEqual(drawnBy({ noise, seed: 7, toward: 9 }))
    },
  )

  it('goes halfway unless it is said, and the recipe of the result says so', async () => {
    const job = await planOf({ ...vary(), steps: 3, seed: 7, toward: 9 }, { model: exemplar(), clip })()
    expect(job).toMatchObject({ right: { recipe: { toward: 9, by: 0.5 } } })
  })

  it('leads somewhere', async () => {
    expect(await planOf({ ...vary(), steps: 3, by: 0.3 }, { model: exemplar(), clip })()).toMatchObject({
      left: { _tag: 'BadRecipe', field: 'by' },
    })
  })
})
