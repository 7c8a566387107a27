import { expect, it } from 'vitest'
import { curveOf, pathOf } from '../../src/look/schedule/curve.js'

it('levels that are divided by as much lie on a straight line, and none at its foot', () => {
  const points = curveOf([16, 8, 4, 2, 0])
  expect(points.map(({ x }) => x)).toEqual([0, 0.25, 0.5, 0.75, 1])
  const [first = 0, second = 0, third = 0, fourth = 0, last = 0] = points.map(({ y }) => y)
  expect(first).toBe(0)
  expect(third - second).toBeCloseTo(second - first, 12)
  expect(fourth - third).toBeCloseTo(second - first, 12)
  expect(fourth).toBeLessThan(1)
  expect(last).toBe(1)
})

it('a schedule that does not end at 0 goes down to the foot, and one that goes up again is drawn so', () => {
  expect(curveOf([9, 3, 1]).map(({ y }) => Number(y.toFixed(6)))).toEqual([0, 0.5, 1])
  expect(curveOf([9, 3, 1, 9, 0]).map(({ y }) => Number(y.toFixed(6)))).toEqual([0, 0.46, 0.92, 0, 1])
})

it('a single level, and none but 0, have a place', () => {
  expect(curveOf([5]).map(({ x, y }) => [x, y])).toEqual([[0, 0]])
  expect(curveOf([5, 0]).map(({ x, y }) => [x, y])).toEqual([
    [0, 0],
    [1, 1],
  ])
  expect(curveOf([0, 0]).map(({ y }) => y)).toEqual([1, 1])
  expect(curveOf([])).toEqual([])
})

it('the path goes through the points in a box of 100', () => {
  expect(pathOf(curveOf([4, 2, 1, 0]))).toBe('M0.00 0.00L33.33 46.00L66.67 92.00L100.00 100.00')
})
