import { constant, describeSampleError, plan, run, type Step } from '@sigmastream/core'
import { gaussianDenoiser } from '@sigmastream/core/analytic'
import { orThrow, testNoise } from '@sigmastream/laws'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import {
  ddim,
  deis,
  dpmAdaptive,
  dpmFast,
  dpmpp2mSde,
  dpmpp2sAncestral,
  dpmpp3mSde,
  dpmppSde,
  euler,
  eulerAncestral,
  gradientEstimation,
  restart,
  saSolver,
  seeds2,
  withChurn,
  withRestarts,
} from '../src/index.js'

const shape = [1, 1, 2] as const

describe('options that no sampler can work with are refused before the first call', () => {
  it.each<readonly [string, Step, string]>([
    ['a negative eta', eulerAncestral({ eta: -1 }), 'stochastic sampling: eta -1; give a finite number of at least 0'],
    [
      'an eta that is no number',
      dpmpp2sAncestral({ eta: NaN }),
      'stochastic sampling: eta NaN; give a finite number of at least 0',
    ],
    [
      'a negative noise',
      dpmpp3mSde({ noise: -2 }),
      'stochastic sampling: noise -2; give a finite number of at least 0',
    ],
    [
      'an endless noise',
      dpmpp2mSde({ noise: Infinity }),
      'stochastic sampling: noise Infinity; give a finite number of at least 0',
    ],
    ['a middle outside the step', dpmppSde({ r: 0 }), 'dpm++ sde: r 0; give a number from 0.01 to 1'],
    ['an eta of DDIM above 1', ddim({ eta: 1.3 }), 'stochastic sampling: eta 1.3; give a number from 0 to 1'],
    ['a middle of SEEDS outside the step', seeds2({ r: 2 }), 'seeds-2: r 2; give a number from 0.01 to 1'],
    [
      'levels of noise that are reversed',
      saSolver({ within: { low: 5, high: 1 } }),
      'sa-solver: noise within 5 to 1; give low <= high',
    ],
    [
      'a jump down',
      restart({ jumps: [{ low: 2, high: 1 }] }),
      'restart: a jump from 2 to 1; give a finite level above the one it starts from',
    ],
    [
      'no jump at all',
      restart({ jumps: [{ low: 1, high: 2, times: 0 }] }),
      'restart: times 0; give a whole number of at least 1',
    ],
    [
      'a restart of what finds its intervals',
      withRestarts({}, dpmFast()),
      'restart: dpmFast, which finds its own intervals; give a sampler that goes down the list',
    ],
    [
      'a negative noise of dpm-fast',
      dpmFast({ eta: 1, noise: -1 }),
      'stochastic sampling: noise -1; give a finite number of at least 0',
    ],
    [
      'a gamma that goes back',
      gradientEstimation({ gamma: -1 }),
      'gradient estimation: gamma -1; give a finite number of at least 0',
    ],
    ['a process that does not change', deis({ betaD: 0 }), 'deis: beta d 0; give a finite number of at least 0.01'],
    ['a negative beta', deis({ betaMin: -1 }), 'deis: beta min -1; give a finite number of at least 0'],
    ['negative churn', withChurn({ amount: -1 }, euler()), 'churn: amount -1; give a finite number of at least 0'],
  ])('%s', (_, step, message) => {
    const refused = plan({ step, schedule: [4, 2, 0], shape })
    expect(E.isLeft(refused) && describeSampleError(refused.left)).toBe(message)
  })

  it.each([
    [{ relative: NaN }, 'dpm-adaptive: a relative tolerance of NaN'],
    [{ absolute: 0 }, 'dpm-adaptive: an absolute tolerance of 0'],
    [{ firstStep: -0.05 }, 'dpm-adaptive: a first step of -0.05'],
    [{ eta: -1 }, 'stochastic sampling: eta -1'],
  ])('%o', (options, message) => {
    const refused = plan({ step: dpmAdaptive(options), schedule: [10, 0.1], shape })
    expect(E.isLeft(refused) && describeSampleError(refused.left)).toContain(message)
  })

  it('an adaptive run that cannot meet its tolerances ends with a failure, not never', async () => {
    const strict = plan({ step: dpmAdaptive({ relative: 1e-12, absolute: 1e-12 }), schedule: [10, 0.1, 0], shape })
    const result = await run(strict, { denoiser: gaussianDenoiser(1, 0.5), noise: testNoise(1) })()
    expect(E.isLeft(result) && describeSampleError(result.left)).toContain(
      '10000 steps do not reach sigma 0.1; give larger tolerances',
    )
  })

  it('a start that is not finite is blamed on what came before the denoiser', async () => {
    const planned = orThrow(plan({ step: euler(), schedule: [2, 1, 0], shape }))
    const broken = {
      ...planned,
      start: { draws: [], carry: () => ({ phase: 'ready' as const, x: constant(shape, NaN), past: [], slot: null }) },
    }
    const result = await run(broken, { denoiser: gaussianDenoiser(1, 0.5), noise: testNoise(1) })()
    expect(E.isLeft(result) && describeSampleError(result.left)).toContain('what came before the denoiser gave NaN')
  })
})
