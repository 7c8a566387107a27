import { mustHaveSameBits, mustHaveSameFrames, orThrow, record } from '@sigmastream/laws'
import { expect, describe as group, it } from 'vitest'
import { adaptiveStep, euler, twoStep } from '../../laws/test/samplers.js'
import {
  addNoise,
  chain,
  denoise,
  drawsOf,
  eulerStep,
  fromLatent,
  type Plan,
  plan,
  resume,
  run,
  type Step,
  score,
} from '../src/index.js'
import { engine, filled, shape } from './support.js'

const sigmas = [8, 4, 2, 1, 0]

const noisy: Step = chain(
  euler,
  addNoise('test', (at) => (at.to === 0 ? null : { scale: at.to, at })),
)

const reference = filled(1, 2, 3, 4, 5, 6)

const pick = ({ intervals, start }: Plan): Pick<Plan, 'intervals' | 'start'> => ({ intervals, start })

group('a run', () => {
  it('gives the carry of its last frame', async () => {
    const of = orThrow(plan({ step: noisy, schedule: sigmas, shape }))
    const frames = await record(of, engine())
    mustHaveSameBits('the result', orThrow(await run(of, engine())()).x, frames[3]?.carry.x ?? reference)
    expect(frames.map(({ at }) => at.index)).toEqual([0, 1, 2, 3])
  })

  it('of no intervals gives the start', async () => {
    const of = {
      ...orThrow(plan({ step: euler, schedule: sigmas, shape })),
      intervals: [],
      start: fromLatent(reference),
    }
    expect(orThrow(await run(of, engine())()).x).toBe(reference)
  })

  it('resumed from a frame keeps the number of steps of the original schedule, and its indices', async () => {
    const of = orThrow(plan({ step: twoStep, schedule: sigmas, shape }))
    const whole = await record(of, engine())
    const [first] = whole
    if (first === undefined) throw new Error('a run of four steps has a first frame')
    const rest = resume(of, first)
    expect(orThrow(rest).intervals).toEqual([1, 2, 3].map((index) => expect.objectContaining({ index, of: 4 })))
    expect(orThrow(drawsOf(rest))).toEqual([])
    mustHaveSameFrames('resumed', await record(orThrow(rest), engine()), whole.slice(1))
  })

  it('forked at a frame goes on with another step over the same intervals, and an adaptive one refuses to', async () => {
    const of = plan({ step: euler, schedule: sigmas, shape })
    const [first] = await record(orThrow(of), engine())
    if (first === undefined) throw new Error('a run of four steps has a first frame')
    const forked = orThrow(resume(of, first, { step: twoStep }))
    expect(forked.step).toBe(twoStep)
    const alone = await record({ ...orThrow(of), step: twoStep, ...pick(forked) }, engine())
    expect((await record(forked, engine())).map(({ at }) => at.index)).toEqual([1, 2, 3])
    mustHaveSameFrames('forked', await record(forked, engine()), alone)
    const chosen = resume(plan({ step: adaptiveStep, schedule: sigmas, shape }), first, { step: euler })
    expect(chosen).toMatchObject({ left: { subject: 'the fork' } })
  })

  it('frames have the estimate of their step, and none where the model was not called', async () => {
    const idle = orThrow(plan({ step: addNoise('test', (at) => ({ scale: 1, at })), schedule: sigmas, shape }))
    expect((await record(idle, engine())).map(({ denoised }) => denoised)).toEqual([null, null, null, null])
    const calling = await record(
      orThrow(plan({ step: chain(denoise, score, eulerStep), schedule: sigmas, shape })),
      engine(),
    )
    expect(calling.map(({ denoised, carry }) => denoised !== null && denoised === carry.past[0]?.denoised)).toEqual([
      true,
      true,
      true,
      true,
    ])
  })
})
