import { expect, it } from 'vitest'
import { regionsOnLine } from '../src/regions-on-line.js'

it('a gap that goes round is drawn as two, and any other as it is', () => {
  const draw = regionsOnLine({ by: 0, length: 50, sampleRate: 10 })
  expect(draw({ from: 4.8, to: 0.2 })).toEqual([
    { from: 4.8, to: 5 },
    { from: 0, to: 0.2 },
  ])
  expect(draw({ from: 4.8, to: 0 })).toEqual([{ from: 4.8, to: 5 }])
  expect(draw({ from: 5, to: 0.2 })).toEqual([{ from: 0, to: 0.2 }])
  expect(draw({ from: 1, to: 2 })).toEqual([{ from: 1, to: 2 }])
  expect(regionsOnLine(undefined)({ from: 1, to: 2 })).toEqual([{ from: 1, to: 2 }])
})
