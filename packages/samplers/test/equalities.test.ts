import { chain, denoise, type Step } from '@sigmastream/core'
import { engineOf, listedScenes, mustBeNear, peakOf, planOf, record, type Scene, stepSubject } from '@sigmastream/laws'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ddim,
  deis,
  dpm2,
  dpmAdaptive,
  dpmpp2m,
  dpmpp2sAncestral,
  erSde,
  euler,
  eulerAncestral,
  gradientEstimation,
  heun,
  ipndm,
  lms,
  pingPong,
  resMultistep,
  resMultistepAncestral,
  saSolver,
  seeds2,
  uniP,
  withChurn,
} from '../src/index.js'

const result = async (step: Step, scene: Scene) => {
  const frames = await record(planOf(stepSubject('one', step), scene), engineOf(scene))
  const last = frames.at(-1)
  if (last === undefined) throw new Error('a scene has at least one step')
  return last.carry.x
}

/** Both samplers land on the same latent, to float32 rounding of the largest number in play. */
const agree = (one: Step, other: Step) =>
  fc.assert(
    fc.asyncProperty(listedScenes(), async (scene) => {
      const [a, b] = [await result(one, scene), await result(other, scene)]
      mustBeNear('the result', a, b, 1e-5 * Math.max(1, peakOf(a), 4 * (scene.sigmas[0] ?? 1)))
    }),
    { numRuns: 50 },
  )

describe('samplers that are the same by another road', () => {
  it('DDIM without noise is Euler', () => agree(ddim({ eta: 0 }), euler()))
  it.each([0.3, 0.7, 1])('DDIM with eta %d is Euler ancestral with the same eta', (eta) =>
    agree(ddim({ eta }), eulerAncestral({ eta })),
  )
  it('ping-pong is Euler ancestral with so much noise that nothing of the old is kept', () =>
    agree(pingPong(), eulerAncestral({ eta: 1e9 })))
  it('gradient estimation that goes no further than the derivative is Euler', () =>
    agree(gradientEstimation({ gamma: 1 }), euler()))
  it.each([
    ['LMS', lms({ order: 1 })],
    ['iPNDM', ipndm({ order: 1 })],
    ['DEIS', deis({ order: 1 })],
    ['UniP', chain(denoise, uniP({ order: 1 }))],
  ])('%s of order 1 is Euler', (_, step) => agree(step, euler()))
  it('UniP of order 2 with B2 and no corrector is DPM-Solver++(2M)', () =>
    agree(chain(denoise, uniP({ order: 2, variant: 'bh2' })), dpmpp2m()))
  it('SEEDS-2 without noise is DPM-Solver++(2S)', () => agree(seeds2({ eta: 0 }), dpmpp2sAncestral({ eta: 0 })))
  it('ER-SDE of one term without noise is Euler', () => agree(erSde({ terms: 1, eta: 0 }), euler()))
  it('SA-Solver that weighs one denoised and corrects nothing is Euler ancestral', () =>
    agree(saSolver({ predictor: 1, corrector: 0 }), eulerAncestral()))
  it('SA-Solver that weighs two and corrects nothing is RES, without noise, and so is RES ancestral', async () => {
    await agree(saSolver({ predictor: 2, corrector: 0, eta: 0, lowerLast: false }), resMultistep())
    await agree(resMultistepAncestral({ eta: 0 }), resMultistep())
  })
  it('DPM adaptive takes the tolerances of its source where none are given', () =>
    agree(dpmAdaptive(), dpmAdaptive({ relative: 0.05, absolute: 0.0078, firstStep: 0.05 })))
  it.each([
    ['Euler', euler()],
    ['Heun', heun()],
    ['DPM-2', dpm2()],
  ])('churn of 0 leaves %s as it is, and still declares its draw', async (_, step) => {
    await agree(withChurn({ amount: 0 }, step), step)
    expect(withChurn({ amount: 0 }, step).draws({ index: 0, of: 8, from: 2, to: 1 })).toEqual(['churn'])
  })
})
