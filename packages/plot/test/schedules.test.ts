import { decode } from 'fast-png'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { describePlotError, plotSchedules, type SchedulePlot } from '../src/index.js'
import { logScale } from '../src/scale.js'
import { scheduleFigure } from '../src/schedule-figure.js'
import { theme } from '../src/theme.js'

const flow = { name: 'log-snr', sigmas: [1e12, 54.6, 7.4, 1, 0] }
const ramp = { name: 'a <ramp>', sigmas: [500, 30, 2, 0.3, 0.1, 0] }
const both: SchedulePlot = { title: 'Schedules', subtitle: '4, 5 steps', lines: [flow, ramp] }

const textsOf = (svg: string): readonly string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text = '']) => text)

const pathsOf = (svg: string): readonly string[] => [...svg.matchAll(/<path[^>]*>/g)].map(([path]) => path)

describe('the picture of schedules', () => {
  it('names each, and its axes, from nothing but noise to 0', () => {
    const texts = textsOf(scheduleFigure(both))
    for (const label of [
      'Schedules',
      '4, 5 steps',
      'log-snr',
      'a &lt;ramp&gt;',
      'σ',
      'step',
      'noise',
      '1000',
      '0',
      '5',
    ])
      expect(texts).toContain(label)
  })

  it('has a line for each, in a colour of its own, or dashed where the colours begin again', () => {
    const many = Array.from({ length: theme.series.length + 1 }, (_, i) => ({ ...ramp, name: `ramp ${i}` }))
    const paths = pathsOf(scheduleFigure({ ...both, lines: many }))
    const strokes = paths.map((path) => /stroke="([^"]+)"/.exec(path)?.[1])
    expect(strokes).toEqual([...theme.series, theme.series[0]])
    expect(paths.map((path) => path.includes('stroke-dasharray'))).toEqual([...theme.series.map(() => false), true])
  })

  it('is a PNG, the same for the same schedules', async () => {
    const [first, second] = [await plotSchedules(both)(), await plotSchedules(both)()]
    expect(first).toEqual(second)
    expect(E.isRight(first) && decode(first.right).width).toBe(2000)
  })

  it.each([
    [[], 'the schedules: none; give at least one'],
    [[flow, { name: 'mine', sigmas: [] }], 'mine: no sigma; give at least one sigma, all finite and not negative'],
    [[{ name: 'mine', sigmas: [1, Infinity] }], 'mine: a sigma of Infinity; give'],
    [[{ name: 'mine', sigmas: [1, -1] }], 'mine: a sigma of -1; give'],
  ])('of %j is refused', async (lines, wrong) => {
    const drawn = await plotSchedules({ ...both, lines })()
    expect(E.isLeft(drawn) && describePlotError(drawn.left)).toContain(`the plot: ${wrong}`)
  })
})

describe('a logarithmic axis', () => {
  it('puts nothing but noise above its largest level, and 0 below its smallest', () => {
    const { place, ticks } = logScale(flow.sigmas, 5)
    const places = flow.sigmas.map(place)
    expect([places[0], places.at(-1)]).toEqual([1, 0])
    expect(places).toEqual(places.toSorted((a, b) => b - a))
    expect(ticks.map(({ label }) => label)).toEqual(['0', '1', '10', '100', 'noise'])
    expect(ticks.map(({ at }) => at)).toEqual(ticks.map(({ at }) => at).toSorted((a, b) => a - b))
    expect(place(54.6)).toBeLessThan(0.87)
  })
})
