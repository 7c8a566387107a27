import { axisBelow, axisLeft, gridLines } from './axis.js'
import { type Header, header } from './header.js'
import { type Box, pageWidth } from './layout.js'
import { curve } from './line-chart.js'
import { logScale, stepScale } from './scale.js'
import { svgElement, text } from './svg.js'
import { svgPage } from './svg-page.js'
import { fitText, theme } from './theme.js'

/** A schedule by its name: what goes down, one sigma more than there are steps. */
export interface ScheduleLine {
  readonly name: string
  readonly sigmas: readonly number[]
}

/** Schedules to be seen beside each other. */
export interface SchedulePlot extends Header {
  readonly lines: readonly ScheduleLine[]
}

const [left, right, top, height, foot] = [64, 200, 110, 330, 58]
const chart: Box = { x: left, y: top, width: pageWidth - left - right, height }
const [row, mark] = [19, 16]

/** Where the colours begin again, the lines are dashed. */
const dashOf = (place: number): { readonly dash?: string } => (place < theme.series.length ? {} : { dash: '5 4' })

const colourOf = (place: number): string => theme.series[place % theme.series.length] ?? theme.ink

/** The names to the right of the chart, in the order of the lines. */
const legend = (lines: readonly ScheduleLine[]): readonly string[] =>
  lines.flatMap(({ name }, i) => {
    const [x, y] = [chart.x + chart.width + mark, chart.y + 8 + i * row]
    return [
      svgElement('circle', {
        cx: x,
        cy: y,
        r: 3.6,
        ...(i < theme.series.length
          ? { fill: colourOf(i) }
          : { fill: theme.page, stroke: colourOf(i), 'stroke-width': 1.6 }),
      }),
      text(fitText(name, theme.label, right - 2 * mark), x + 10, y + 4, { 'font-size': theme.label, fill: theme.ink }),
    ]
  })

/** Schedules in one chart over their steps, as SVG text. */
export const scheduleFigure = ({ lines, ...head }: SchedulePlot): string => {
  const page = { width: pageWidth, height: Math.max(top + height, top + lines.length * row) + foot }
  const steps = Math.max(...lines.map(({ sigmas }) => sigmas.length - 1))
  const { place, ticks } = logScale(
    lines.flatMap(({ sigmas }) => sigmas),
    6,
  )
  return svgPage(page, [
    ...header(head, left),
    svgElement('rect', { ...chart, fill: theme.field }),
    ...gridLines(chart, ticks),
    ...lines.flatMap(({ sigmas }, i) =>
      curve(
        chart,
        { points: sigmas.map((value, step) => ({ step, value })), colour: colourOf(i), steps, ...dashOf(i) },
        place,
      ),
    ),
    ...legend(lines),
    ...axisLeft(chart, ticks, '\u03c3'),
    ...axisBelow(chart, stepScale(steps).ticks, 'step'),
  ])
}
