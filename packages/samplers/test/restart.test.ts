import { type Interval, intervalsOf, orThrow, type Plan, plan } from '@sigmastream/core'
import { describe, expect, it } from 'vitest'
import { euler, type Jump, saSolver, withRestarts } from '../src/index.js'

const schedule = [8, 4, 2, 1, 0.5, 0]

const planned = (jumps: readonly Jump[]): Plan =>
  orThrow(plan({ step: withRestarts({ jumps }, euler()), schedule, shape: [1, 1, 1] }))

const listOf = ({ intervals }: Pick<Plan, 'intervals'>): readonly Interval[] =>
  typeof intervals === 'function' ? [] : intervals

const levels = (of: Pick<Plan, 'intervals'>): readonly number[] =>
  listOf(of).flatMap(({ from, to }, i) => (i === 0 ? [from, to] : [to]))

describe('a list with jumps in it', () => {
  it('comes down to the level nearest the lower one, and goes up to the one nearest the higher', () =>
    expect(levels(planned([{ low: 1.2, high: 3.5 }]))).toEqual([8, 4, 2, 1, 4, 2, 1, 0.5, 0]))

  it('jumps as often as it is told, and from several levels', () =>
    expect(
      levels(
        planned([
          { low: 2, high: 4, times: 2 },
          { low: 0.5, high: 1 },
        ]),
      ),
    ).toEqual([8, 4, 2, 4, 2, 4, 2, 1, 0.5, 1, 0.5, 0]))

  it('takes as many steps from there as it is told', () => {
    const all = levels(planned([{ low: 1, high: 4, steps: 3 }]))
    expect(all).toHaveLength(schedule.length + 4)
    expect(all.slice(4, 8).map((sigma) => Math.round(sigma * 1000))).toEqual([4000, 2596, 1638, 1000])
  })

  it('does not jump from 0, nor where the list has no level above', () => {
    expect(levels(planned([{ low: 0, high: 1 }]))).toEqual([8, 4, 2, 1, 0.5, 1, 0.5, 0])
    expect(levels(planned([{ low: 9, high: 20 }]))).toEqual(schedule)
  })

  it('rises by one level at least, whatever the higher one is', () =>
    expect(levels(planned([{ low: 0.5, high: 0.6 }]))).toEqual([8, 4, 2, 1, 0.5, 1, 0.5, 0]))

  it('counts what is left out at the start on the list without jumps', () => {
    const whole = planned([{ low: 2, high: 8 }])
    expect(levels(whole.later(0))).toEqual([8, 4, 2, 8, 4, 2, 1, 0.5, 0])
    expect(levels(whole.later(0.2))).toEqual([4, 2, 8, 4, 2, 1, 0.5, 0])
    expect(levels(whole.later(0.4))).toEqual([2, 1, 0.5, 0])
    expect(whole.later(0.4).first).toEqual({ index: 5, of: 8, from: 2, to: 1, walk: { pass: 1, step: 2 } })
    expect(levels(whole.later(0.8))).toEqual([0.5, 0])
  })

  it('keeps what a sampler is told of its list', () => {
    const step = withRestarts({ jumps: [{ low: 2, high: 4 }] }, saSolver())
    const { first, slot } = orThrow(plan({ step, schedule, shape: [1, 1, 1] })).later(0.4)
    expect(first).toEqual({ index: 4, of: 7, from: 2, to: 1, walk: { pass: 1, step: 2 } })
    expect(slot).toMatchObject({ state: true })
  })

  it('is the list itself without a jump', () =>
    expect(listOf(planned([{ low: 9, high: 20 }]))).toEqual(intervalsOf(schedule)))
})
