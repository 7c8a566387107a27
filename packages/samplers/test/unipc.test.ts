import { chain, denoise, frameList, type PlanResult, plan, resume, type Step } from '@sigmastream/core'
import { gaussianDenoiser } from '@sigmastream/core/analytic'
import { measuredOrder, mustBeNear, orThrow, stepSubject, testNoise } from '@sigmastream/laws'
import { describe, expect, it } from 'vitest'
import { euler, uniP, unipc } from '../src/index.js'

describe('the corrector of UniPC', () => {
  it.each([1, 2] as const)('makes the order one more than the predictor of order %d has', async (order) => {
    const options = { order, variant: 'bh2' } as const
    const alone = stepSubject('without', chain(denoise, uniP(options)))
    expect(await measuredOrder(alone, 16, 32)).toBeCloseTo(order, 0)
    expect(await measuredOrder(stepSubject('with', unipc(options)), 16, 32)).toBeCloseTo(order + 1, 0)
  })
})

describe('UniPC whose last steps are of lower order', () => {
  const engine = { denoiser: gaussianDenoiser(0.5, 1), noise: testNoise(1) }
  const framesOf = async (planned: PlanResult) => orThrow(await frameList(planned, engine)())
  const lowered = chain(denoise, uniP({ order: 3, lowerLast: true }))
  const planned = plan({ step: lowered, schedule: [9, 6, 4, 2.5, 1.5, 1, 0.5], shape: [1, 1, 2] })

  it('takes them so only where that is asked for', async () => {
    const plain = plan({
      step: chain(denoise, uniP({ order: 3 })),
      schedule: [9, 6, 4, 2.5, 1.5, 1, 0.5],
      shape: [1, 1, 2],
    })
    const [[usual], [lower]] = [(await framesOf(plain)).slice(-1), (await framesOf(planned)).slice(-1)]
    const apart = (usual?.carry.x.data[0] ?? 0) - (lower?.carry.x.data[0] ?? 0)
    expect(Math.abs(apart)).toBeGreaterThan(1e-3)
  })

  it.each<readonly [string, number, Step]>([
    ['is of order 3 before them', 4, chain(denoise, uniP({ order: 3 }))],
    ['takes the last but one with order 2', 5, chain(denoise, uniP({ order: 2 }))],
    ['takes the last one as Euler', 6, euler()],
  ])('%s', async (_, count, step) => {
    const frames = await framesOf(planned)
    const [before, after] = frames.slice(count - 2, count)
    if (before === undefined || after === undefined) throw new Error('a run of six steps has six frames')
    const [own] = await framesOf(resume(planned, before, { step }))
    mustBeNear('the step', after.carry.x, own?.carry.x ?? before.carry.x, 1e-6)
  })
})
