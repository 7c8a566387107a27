import { frameList, plan, resume, run } from '@sigmastream/core'
import { gaussianDenoiser, gaussianFlow } from '@sigmastream/core/analytic'
import { orThrow, peakOf, testNoise } from '@sigmastream/laws'
import { describe, expect, it } from 'vitest'
import { catalogue, dpm2, heun, type Sampler, type SamplerName, type SamplerOptions, samplers } from '../src/index.js'

const of: Readonly<Record<SamplerName, (options?: SamplerOptions) => Sampler>> = samplers

const engine = { denoiser: gaussianDenoiser(0, 1), noise: testNoise(1) }
const sigmas = Array.from({ length: 33 }, (_, i) => 4 * (0.5 / 4) ** (i / 32))
const multistep = catalogue.filter(({ calls, memory }) => calls === '1' && memory > 1)

// A step of two calls has asked where the next one begins, or in between: not one evaluation a level, as multistep
// methods leave them.
describe.each([
  ['heun', heun()],
  ['dpm-2', dpm2()],
] as const)('a run of %s', (_, first) => {
  it.each(multistep)('can go on as $name from any frame', async ({ name }) => {
    const whole = plan({ step: first, schedule: sigmas, shape: [1, 1, 1] })
    const frames = orThrow(await frameList(whole, engine)())
    const middle = frames[15]
    if (middle === undefined) throw new Error('a run of 32 steps has 32 frames')
    const { x } = orThrow(await run(resume(whole, middle, { step: of[name]({ eta: 0 }) }), engine)())
    const exact = gaussianFlow(0, 1, middle.carry.x, middle.at.to, 0.5)
    expect(Math.abs((x.data[0] ?? Number.NaN) - (exact.data[0] ?? Number.NaN))).toBeLessThan(0.01 * peakOf(exact))
  })
})
