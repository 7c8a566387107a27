import fc from 'fast-check'
import { expect, it } from 'vitest'
import { advance, amend, begin, redo, undo } from '../src/state/history.js'

it('what was undone is redone, and the past is as it was', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 8 }), fc.nat({ max: 7 }), (values, times) => {
      const [first = 0, ...others] = values
      const whole = others.reduce((history, value) => advance(history, value), begin(first))
      const back = Math.min(times, others.length)
      const undone = Array.from({ length: back }).reduce<typeof whole>(undo, whole)
      expect(undone.now).toBe(values[values.length - 1 - back])
      expect(Array.from({ length: back }).reduce<typeof whole>(redo, undone)).toEqual(whole)
    }),
    { numRuns: 30 },
  )
})

it('a value that turns is one step back, and a new one leaves no way forward', () => {
  const turned = amend(amend(advance(begin(0), 1), 2), 3)
  expect(undo(turned).now).toBe(0)
  expect(advance(undo(turned), 9)).toEqual({ past: [0], now: 9, future: [] })
  expect(undo(begin('first'))).toEqual(begin('first'))
  expect(advance(begin('same'), 'same').past).toEqual([])
})
