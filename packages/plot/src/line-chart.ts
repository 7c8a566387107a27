import type { PaintWindow } from '@sigmastream/core'
import { axisBelow, axisLeft, gridLines } from './axis.js'
import { type Box, xAt, yAt } from './layout.js'
import { logScale, stepScale } from './scale.js'
import { heading, line, numberText, svgElement, text } from './svg.js'
import { textWidth, theme } from './theme.js'

/** A value of 0 or more at a step. */
export interface Point {
  readonly step: number
  readonly value: number
}

/** A line over the steps 0 to `steps`, on a logarithmic axis; `missing` stands where there is no point. */
export interface LineChart {
  readonly name: string
  readonly note: string
  readonly unit: string
  readonly colour: string
  readonly steps: number
  readonly points: readonly Point[]
  readonly missing: string
  readonly paint?: PaintWindow
}

/** With more points than this there is no room for a dot at each. */
const mostDots = 60

const paintShade = (box: Box, { start, end }: PaintWindow, steps: number): readonly string[] => {
  const { place } = stepScale(steps)
  const [x, to] = [xAt(box, place(Math.min(start, steps))), xAt(box, place(Math.min(end, steps)))]
  const edge = { stroke: theme.paint, 'stroke-width': 1.2, 'stroke-dasharray': '4 3' }
  const label = { 'font-size': theme.small, fill: theme.borderInk, 'text-anchor': 'middle' }
  return [
    svgElement('rect', { x, y: box.y, width: to - x, height: box.height, fill: theme.paint, 'fill-opacity': 0.12 }),
    line(x, box.y, x, box.y + box.height, edge),
    line(to, box.y, to, box.y + box.height, edge),
    ...(to - x > textWidth('painted', theme.small)
      ? [text('painted', (x + to) / 2, box.y + box.height - 7, label)]
      : []),
  ]
}

/** The line of points in its box, with a dot at each where there is room, and a ring at a 0. */
export const curve = (
  box: Box,
  { points, colour, steps, dash }: Pick<LineChart, 'points' | 'colour' | 'steps'> & { readonly dash?: string },
  level: (value: number) => number,
): readonly string[] => {
  const { place } = stepScale(steps)
  const spots = points.map(({ step, value }) => ({
    x: xAt(box, place(step)),
    y: yAt(box, level(value)),
    zero: value === 0,
  }))
  const path = spots.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${numberText(x)} ${numberText(y)}`).join('')
  const dots = spots.length > mostDots ? spots.filter(({ zero }) => zero).slice(-1) : spots
  const round = { fill: 'none', 'stroke-width': 2, 'stroke-linejoin': 'round', 'stroke-linecap': 'round' }
  const dot = { r: 2.4, fill: colour }
  const ring = { r: 3, fill: theme.page, stroke: colour, 'stroke-width': 1.6 }
  return [
    svgElement('path', {
      d: path,
      stroke: colour,
      ...round,
      ...(dash === undefined ? {} : { 'stroke-dasharray': dash }),
    }),
    ...dots.map(({ x, y, zero }) => svgElement('circle', { cx: x, cy: y, ...(zero ? ring : dot) })),
  ]
}

/** A chart in its box, with its heading over it and its axes beside it. */
export const lineChart = (box: Box, chart: LineChart): readonly string[] => {
  const { place, ticks } = logScale(
    chart.points.map(({ value }) => value),
    5,
  )
  const empty = chart.points.length === 0
  const note = { 'font-size': theme.small, fill: theme.soft, 'text-anchor': 'middle' }
  return [
    svgElement('rect', { ...box, fill: theme.field }),
    ...(empty ? [] : gridLines(box, ticks)),
    ...(chart.paint === undefined ? [] : paintShade(box, chart.paint, chart.steps)),
    ...(empty
      ? [text(chart.missing, xAt(box, 0.5), yAt(box, 0.5), note)]
      : [...curve(box, chart, place), ...axisLeft(box, ticks, chart.unit)]),
    ...axisBelow(box, stepScale(chart.steps).ticks, 'step'),
    heading(chart.name, chart.note, box.x, box.y - 10),
  ]
}
