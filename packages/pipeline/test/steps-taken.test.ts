import { lastValueFrom } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  exemplar,
  type Recipe,
  type Result,
  render,
  restyle,
  soundClip,
  stepsTaken,
  stepsText,
  vary,
} from '../src/index.js'

const clip = soundClip({
  sampleRate: 8000,
  channels: [Float32Array.from({ length: 2400 }, (_, i) => Math.sin(i / 9) * Math.sin(i / 900))],
})

const made = async (recipe: Recipe): Promise<Result> => {
  const end = await lastValueFrom(render(recipe, { model: exemplar(), clip }))
  if (end._tag !== 'Rendered') throw new Error('it was not rendered')
  return end.result
}

describe('how many steps a run took', () => {
  it.each([
    ['all that were asked for', { ...vary({ amount: 0.3 }), sampler: 'euler' }, 6],
    ['those from where it began', { ...restyle(0.5), sampler: 'euler' }, 3],
  ] as const)('is %s', async (_, how, steps) => {
    const { job, summary } = await made({ ...how, steps: 6, seed: 1 })
    expect([stepsTaken(job), stepsTaken(job, summary)]).toEqual([steps, steps])
  })

  it('is what a solver chose, once that is known', async () => {
    const { job, summary } = await made({ ...vary({ amount: 0.3 }), sampler: 'dpm-adaptive', steps: 6, seed: 1 })
    // Those that it accepted, and the last one, down to 0.
    expect(stepsTaken(job, summary)).toBe((summary.counts?.accepted ?? NaN) + 1)
  })

  it('is said as people say it', () => expect([0, 1, 2].map(stepsText)).toEqual(['no step', '1 step', '2 steps']))
})
