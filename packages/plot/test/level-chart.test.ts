import { expect, it } from 'vitest'
import { levelChart } from '../src/level-chart.js'

it('a chart of levels has about eight lines to read them by, five units beyond what is on it', () => {
  const drawn = levelChart(
    { x: 0, y: 0, width: 400, height: 200 },
    {
      name: 'levels',
      note: '',
      unit: 'dB',
      below: 'step',
      last: 1,
      series: [{ name: 'a', colour: '#fff', levels: [{ at: 0, value: 0, hollow: false }] }],
      threshold: { value: 70, name: 'enough' },
    },
  ).join('')
  const marks = [...drawn.matchAll(/>(−?\d+)<\/text>/g)].map(([, mark = '']) => Number(mark.replace('−', '-')))
  expect(marks.filter((mark) => mark % 10 === 0)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 0])
})
