import { type Latent, type NoiseSource, orThrow, plan, run, type Step, startAt } from '@sigmastream/core'
import { gaussianDenoiser } from '@sigmastream/core/analytic'
import { keyed } from '@sigmastream/core/noise'
import { describe, expect, it } from 'vitest'
import {
  dpmAdaptive,
  dpmFast,
  erSde,
  expHeun,
  resMultistepAncestral,
  saSolver,
  saSolverPece,
  seeds2,
  seeds3,
} from '../src/index.js'

const shape = [1, 1, 4096] as const
const engine = { denoiser: gaussianDenoiser(0.5, 1), noise: keyed(7) }

const deviationOf = ({ data }: Latent): number => {
  const mean = [...data].reduce((sum, value) => sum + value, 0) / data.length
  return Math.sqrt([...data].reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length)
}

/** Flow times from 1 to 0 even in log SNR, as sigmas: the first is pure noise, of which no double has the rest. */
const fromPureNoise = [1e12, ...Array.from({ length: 16 }, (_, i) => Math.exp(5 - i / 2)), 0]

describe('from pure noise', () => {
  it.each<readonly [string, Step]>([
    ['er-sde', erSde()],
    ['seeds-2', seeds2()],
    ['seeds-3', seeds3()],
    ['exp-heun-2-x0', expHeun()],
    ['exp-heun-2-x0-sde', expHeun({ eta: 1 })],
    ['sa-solver', saSolver()],
    ['sa-solver-pece', saSolverPece()],
    ['res-multistep-ancestral', resMultistepAncestral()],
  ])('%s makes data of the deviation of the data', async (_, step) => {
    const { x } = orThrow(await run(plan({ step, schedule: fromPureNoise, shape }), engine)())
    expect(Math.abs(deviationOf(x) - 1)).toBeLessThan(0.1)
  })
})

describe('the noise of solvers that find their own intervals', () => {
  it.each<readonly [string, Step, number]>([
    ['dpm-fast', dpmFast({ eta: 1 }), 24],
    ['dpm-adaptive', dpmAdaptive({ eta: 1, relative: 0.01, absolute: 0.01 }), 2],
  ])('makes up for what %s aims below', async (_, step, steps) => {
    const schedule = Array.from({ length: steps + 1 }, (_one, i) => 4 - (3.5 * i) / steps)
    const start: Latent = keyed(8)({ lane: 'start', at: { index: 0, of: 1, from: 4, to: 0 }, shape })
    const scaled = { shape, data: start.data.slice().map((value) => 0.5 + Math.sqrt(17) * value) }
    const { x } = orThrow(await run(startAt(plan({ step, schedule, shape }), scaled), engine)())
    expect(Math.abs(deviationOf(x) / Math.sqrt(1.25) - 1)).toBeLessThan(0.03)
  })

  it.each<readonly [string, Step]>([
    ['dpm-fast', dpmFast({ eta: 1 })],
    ['dpm-adaptive', dpmAdaptive({ eta: 1, firstStep: 0.5 })],
  ])('%s adds none where its range ends', async (_, step) => {
    const asked: number[] = []
    const noise: NoiseSource = (query) => {
      if (query.lane === 'ancestral') asked.push(query.at.to)
      return engine.noise(query)
    }
    orThrow(await run(plan({ step, schedule: [4, 3, 2, 1, 0.9, 0.8, 0.7, 0.6, 0.5], shape }), { ...engine, noise })())
    expect(asked.length).toBeGreaterThan(0)
    expect(Math.min(...asked)).toBeGreaterThan(0.5 + 1e-6)
  })
})

describe('the lanes of a step', () => {
  const at = { index: 0, of: 2, from: 4, to: 1 }

  it('are one for each part of it, of one family', () => {
    expect(seeds2().draws(at)).toEqual(['ancestral/middle', 'ancestral'])
    expect(seeds3().draws(at)).toEqual(['ancestral/first', 'ancestral/second', 'ancestral'])
  })

  it('are one where the second question is at its end', () => {
    expect(expHeun({ eta: 1 }).draws(at)).toEqual(['ancestral'])
    expect(seeds2({ r: 1 }).draws(at)).toEqual(['ancestral'])
  })

  it('are none outside the levels that are to have noise', () => {
    const within = { low: 0.5, high: 2 }
    expect(saSolver({ within }).draws(at)).toEqual(['ancestral'])
    expect(saSolver({ within }).draws({ ...at, to: 3 })).toEqual([])
    expect(saSolver({ within }).draws({ ...at, to: 0.4 })).toEqual([])
  })
})
