import { describe, expect, it } from 'vitest'
import {
  addNoise,
  both,
  type Carry,
  chain,
  choose,
  constant,
  denoise,
  eulerStep,
  type Interval,
  identity,
  maskProject,
  noiseReference,
  type Step,
  score,
  toZero,
  when,
  within,
} from '../src/index.js'
import { filled, shape } from './support.js'

const at: Interval = { index: 2, of: 8, from: 4, to: 1 }

const euler: Step = chain(denoise, score, eulerStep)

const x = filled(1, -2, 3, 0, 5, -6)

describe('gates', () => {
  const index = (i: number): Interval => ({ index: i, of: 8, from: 2, to: 1 })

  it('within a window are open from its start to just before its end', () => {
    expect(
      [0, 1, 2, 3, 4]
        .map(index)
        .filter(within(1, 3))
        .map((one) => one.index),
    ).toEqual([1, 2])
    expect(
      [0, 1, 2, 3, 4]
        .map(index)
        .filter(both(within(0, 3), within(2, 9)))
        .map((one) => one.index),
    ).toEqual([2])
    expect([toZero({ index: 0, of: 8, from: 1, to: 0 }), toZero(index(0))]).toEqual([true, false])
  })

  it('choose one of two stages, with its calls and draws, and the larger memory', () => {
    const chosen = choose(
      within(0, 2),
      { ...euler, memory: 3 },
      addNoise('test', (here) => ({ scale: 1, at: here })),
    )
    expect([chosen.calls(index(1)), chosen.calls(index(2))]).toEqual([1, 0])
    expect([chosen.draws(index(1)), chosen.draws(index(2))]).toEqual([[], ['test']])
    expect(chosen.memory).toBe(3)
    expect(chosen.name).toBe('choose(denoise > score > eulerStep | addNoise(test))')
    expect(when(within(0, 1), euler).name).toBe('when(denoise > score > eulerStep)')
  })
})

describe('a chain', () => {
  it('has the names of its stages, the largest memory, the sum of the calls, and the draws in order', () => {
    const noisy = (lane: string): Step => addNoise(lane, (here) => ({ scale: 1, at: here }))
    const whole = chain(euler, noisy('a'), { ...identity<Carry>(), memory: 4 }, euler)
    expect(whole.name).toBe('denoise > score > eulerStep > addNoise(a) > identity > denoise > score > eulerStep')
    expect([whole.memory, whole.calls(at)]).toEqual([4, 2])
    expect(chain(noisy('b'), noisy('a'), noisy('b')).draws(at)).toEqual(['b', 'a', 'b'])
  })

  it('is refused for what its first objecting stage says', () => {
    const small = constant([1, 1, 1], 0)
    const run = { shape, steps: 5 }
    expect(chain(noiseReference(x), maskProject(small)).check(run)).toEqual({
      _tag: 'Refused',
      subject: 'the mask',
      wrong: 'a shape of 1x1x1 in a run of 1x2x3',
      right: 'one of 1x2x3 [batch, channels, frames]',
    })
    expect(chain(noiseReference(small), maskProject(small)).check(run)?.subject).toBe('the reference')
    expect(when(within(0, 1), chain(noiseReference(small), maskProject(x))).check(run)?.subject).toBe('the reference')
    expect(chain(noiseReference(x), maskProject(constant(shape, 0.5))).check(run)).toBeNull()
    for (const value of [-0.1, 1.1, Number.NaN])
      expect(maskProject(constant(shape, value)).check(run)?.wrong).toBe(`a value of ${Math.fround(value)}`)
  })
})
