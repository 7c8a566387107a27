import { mustHaveSameBits, mustHaveSameFrames, orThrow, record } from '@sigmastream/laws'
import { expect, describe as group, it } from 'vitest'
import { euler, twoStep } from '../../laws/test/samplers.js'
import {
  addNoise,
  chain,
  continueAfter,
  denoise,
  drawsOf,
  eulerUpdate,
  fromLatent,
  plan,
  resume,
  run,
  type Step,
  startOf,
} from '../src/index.js'
import { engine, filled, shape } from './support.js'

const sigmas = [8, 4, 2, 1, 0]

const noisy: Step = chain(
  euler,
  addNoise('test', (at) => (at.to === 0 ? null : { scale: at.to, at })),
)

const reference = filled(1, 2, 3, 4, 5, 6)

group('a run', () => {
  it('gives the carry of its last frame', async () => {
    const of = orThrow(plan(noisy, sigmas, shape))
    const frames = await record(of, engine())
    mustHaveSameBits('the result', orThrow(await run(of, engine())()).x, frames[3]?.carry.x ?? reference)
    expect(frames.map(({ at }) => at.index)).toEqual([0, 1, 2, 3])
  })

  it('of no intervals gives the start', async () => {
    const of = { ...orThrow(plan(euler, sigmas, shape)), intervals: [], start: fromLatent(reference, {}) }
    expect(orThrow(await run(of, engine())()).x).toBe(reference)
  })

  it('resumed from a frame keeps the number of steps of the original schedule, and its indices', async () => {
    const of = orThrow(plan(twoStep, sigmas, shape))
    const whole = await record(of, engine())
    const [first] = whole
    if (first === undefined) throw new Error('a run of four steps has a first frame')
    const rest = resume(of, first)
    expect([rest.steps, orThrow(drawsOf(rest))]).toEqual([4, []])
    mustHaveSameFrames('resumed', await record(rest, engine()), whole.slice(1))
  })

  it('forked before its first interval is the whole plan from another start', () => {
    const of = orThrow(plan(euler, sigmas, shape))
    const forked = continueAfter(of, null, fromLatent(reference, {}))
    expect(forked.intervals).toBe(of.intervals)
    expect(orThrow(startOf(forked, engine())).x).toBe(reference)
  })

  it('frames have the estimate of their step, and none where the model was not called', async () => {
    const idle = orThrow(
      plan(
        addNoise('test', (at) => ({ scale: 1, at })),
        sigmas,
        shape,
      ),
    )
    expect((await record(idle, engine())).map(({ denoised }) => denoised)).toEqual([null, null, null, null])
    const calling = await record(orThrow(plan(chain(denoise, eulerUpdate), sigmas, shape)), engine())
    expect(calling.map(({ denoised, carry }) => denoised !== null && denoised === carry.past[0]?.denoised)).toEqual([
      true,
      true,
      true,
      true,
    ])
  })
})
