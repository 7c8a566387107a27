import { orThrow, record } from '@sigmastream/laws'
import { describe, expect, it } from 'vitest'
import { adaptiveStep, euler, noisyEuler } from '../../laws/test/samplers.js'
import { fingerprintOf, type Plan, plan, resume, startAt } from '../src/index.js'
import { fnv1a } from '../src/numerics/fnv1a.js'
import { engine, filled, shape } from './support.js'

const sigmas = [8, 4, 2, 1, 0]
const planned = (step = euler, schedule: readonly number[] = sigmas, of = shape): Plan =>
  orThrow(plan({ step, schedule, shape: of }))

describe('the hash of a text', () => {
  // The values are those of the authors' own table.
  it.each([
    ['', 'cbf29ce484222325'],
    ['a', 'af63dc4c8601ec8c'],
    ['foobar', '85944171f73967e8'],
  ])('of %j is FNV-1a', (text, hash) => expect(fnv1a(text)).toBe(hash))
})

describe('the fingerprint of a plan', () => {
  it('says what it is of', () => {
    expect(fingerprintOf(planned())).toMatchObject({ chain: euler.name, shape, steps: 4 })
    expect(fingerprintOf(planned(adaptiveStep))).toMatchObject({ steps: null })
  })

  it('is another for other levels, another chain, another shape, other draws or calls, another range of a controller', () => {
    const all = [
      planned(),
      planned(euler, [8, 4, 2, 0.5, 0]),
      planned(noisyEuler),
      planned(euler, sigmas, [2, 2, 3]),
      planned({ ...euler, draws: () => ['some'] }),
      planned({ ...euler, calls: () => 2 }),
      planned({ ...euler, memory: 3 }),
      planned(adaptiveStep),
      planned(adaptiveStep, [9, 4, 2, 1, 0]),
    ].map((one) => fingerprintOf(one).hash)
    expect(new Set(all).size).toBe(all.length)
  })

  it('is the same wherever a run of the plan starts', async () => {
    const { hash } = fingerprintOf(planned())
    const [first] = await record(planned(), engine())
    if (first === undefined) throw new Error('a run of four steps has a first frame')
    expect(fingerprintOf(orThrow(resume(planned(), first))).hash).toBe(hash)
    expect(fingerprintOf(orThrow(startAt(planned(), filled(1, 2, 3, 4, 5, 6)))).hash).toBe(hash)
  })
})

describe('a frame is refused', () => {
  const frameOf = async (of: Plan) => {
    const [frame] = await record(of, engine())
    if (frame === undefined) throw new Error('a run of four steps has a first frame')
    return frame
  }

  it('where it says that it is of another plan, in words of both', async () => {
    const of = planned()
    const frame = { ...(await frameOf(of)), plan: fingerprintOf(of) }
    expect(resume(of, frame)._tag).toBe('Right')
    expect(resume(planned(euler, [8, 4, 2, 1, 0.5, 0]), frame)).toMatchObject({
      left: {
        subject: 'the frame',
        wrong: 'one of another plan, 4 steps of denoise > score > eulerStep on 1x2x3',
        right: 'one of 5 steps of denoise > score > eulerStep on 1x2x3',
      },
    })
    expect(resume(planned(euler, [8, 4, 2, 0.5, 0]), frame)).toMatchObject({
      left: { wrong: expect.stringContaining('over other noise levels'), right: 'one of this plan' },
    })
  })

  it('where its latents have another shape, or the plan has no step there, whatever it says', async () => {
    const frame = await frameOf(planned())
    expect(resume(planned(euler, sigmas, [1, 2, 4]), frame)).toMatchObject({
      left: { subject: 'the frame', wrong: 'latents of 1x2x3', right: 'one of 1x2x4' },
    })
    // another end, another beginning, another place
    for (const schedule of [
      [8, 5, 0],
      [9, 4, 0],
      [9, 8, 4, 0],
    ])
      expect(resume(planned(euler, schedule), frame)).toMatchObject({
        left: { subject: 'the frame', wrong: 'step 0, from sigma 8 to 4, which this plan has not' },
      })
  })
})
