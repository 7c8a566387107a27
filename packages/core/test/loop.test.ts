import { orThrow, pure } from '@sigmastream/laws'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { euler } from '../../laws/test/samplers.js'
import {
  advance,
  build,
  type Carry,
  carryAt,
  constant,
  drive,
  type Frame,
  type Interval,
  identity,
  plan,
  SamplingError,
  type Step,
} from '../src/index.js'
import { settle } from '../src/run/settle.js'
import { engine, never, shape } from './support.js'

const sigmas = [8, 4, 2, 1, 0]

describe('drive', () => {
  const euler4 = orThrow(plan({ step: euler, schedule: sigmas, shape }))

  it('throws a SamplingError that carries the failure, after the frames before it', async () => {
    const seen: number[] = []
    const pull = async (): Promise<void> => {
      const denoiser = pure((x, sigma) => (sigma === 2 ? constant(shape, Number.NaN) : x))
      for await (const frame of drive(euler4, engine({ denoiser }))) seen.push(frame.at.index)
    }
    const thrown: unknown = await pull().catch((cause: unknown) => cause)
    expect(thrown).toBeInstanceOf(SamplingError)
    expect(thrown instanceof SamplingError && thrown.error._tag).toBe('NonFinite')
    expect(seen).toEqual([0, 1])
  })

  it('works only when it is asked, and stops where it is left', async () => {
    let calls = 0
    const denoiser = pure((x) => {
      calls += 1
      return x
    })
    const pulling = drive(euler4, engine({ denoiser }))
    expect(calls).toBe(0)
    await pulling.next()
    expect(calls).toBe(1)
    await pulling.return()
    expect([(await pulling.next()).done, calls]).toEqual([true, 1])
  })

  it('goes where a controller says, from what was reached', async () => {
    const halve = ({ x }: Carry, previous: Interval | null): Interval | null => {
      const from = previous?.to ?? 8
      return from < 1 || x.data.length === 0
        ? null
        : { index: (previous?.index ?? -1) + 1, of: Infinity, from, to: from / 2 }
    }
    const frames: Frame[] = []
    for await (const frame of drive({ ...euler4, intervals: halve }, engine())) frames.push(frame)
    expect(frames.map(({ at }) => at.to)).toEqual([4, 2, 1, 0.5])
  })
})

describe('settle', () => {
  const at: Interval = { index: 5, of: 8, from: 2, to: 1 }
  const carry = carryAt(build(shape, () => undefined))
  const past = [1, 2, 3].map((sigma) => ({ sigma, x: carry.x, denoised: carry.x }))

  it.each([
    [0, [1]],
    [1, [1]],
    [2, [1, 2]],
    [9, [1, 2, 3]],
  ])('of a step with memory %i keeps the evaluations %j, the newest at least', (memory, kept) => {
    const settled = orThrow(settle(carry, { ...carry, past }, at, { name: 'step', memory }))
    expect(settled.past.map(({ sigma }) => sigma)).toEqual(kept)
  })

  it('is what advance does with every step', async () => {
    const remember: Step = {
      ...identity<Carry>(),
      memory: 2,
      run: (before) => () => Promise.resolve(E.right({ ...before, past })),
    }
    const after = orThrow(await advance(remember, carry, at, engine(), never)())
    expect(after.past).toHaveLength(2)
  })
})
