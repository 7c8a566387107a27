import { chain, denoise } from '@sigmastream/core'
import { measuredOrder, stepSubject } from '@sigmastream/laws'
import { describe, expect, it } from 'vitest'
import { uniP, unipc } from '../src/index.js'

describe('the corrector of UniPC', () => {
  it.each([1, 2] as const)('makes the order one more than the predictor of order %d has', async (order) => {
    const options = { order, variant: 'bh2' } as const
    const alone = stepSubject('without', chain(denoise, uniP(options)))
    expect(await measuredOrder(alone, 16, 32)).toBeCloseTo(order, 0)
    expect(await measuredOrder(stepSubject('with', unipc(options)), 16, 32)).toBeCloseTo(order + 1, 0)
  })
})
