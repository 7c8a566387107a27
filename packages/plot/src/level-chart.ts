import { axisBelow, axisLeft, gridLines } from './axis.js'
import { type Box, xAt, yAt } from './layout.js'
import { linearScale, stepScale } from './scale.js'
import { heading, line, numberText, svgElement, text } from './svg.js'
import { theme } from './theme.js'

/** A value at a position; one that is `hollow` is drawn as a ring. One that is infinite lies at its end of the axis. */
export interface Level {
  readonly at: number
  readonly value: number
  readonly hollow: boolean
}

/** Values of one kind, in order of their positions. */
export interface Series {
  readonly name: string
  readonly colour: string
  readonly levels: readonly Level[]
}

/** Series over the positions 0 to `last`, on a linear axis, with a threshold across. */
export interface LevelChart {
  readonly name: string
  readonly note: string
  readonly unit: string
  readonly below: string
  readonly last: number
  readonly series: readonly Series[]
  readonly threshold: { readonly value: number; readonly name: string }
}

/** The axis reaches so far beyond what is on it, in its unit. */
const margin = 5

const curve =
  (place: (level: Level) => readonly [number, number]) =>
  ({ colour, levels }: Series): readonly string[] => {
    const spots = levels.map((level) => ({ spot: place(level), hollow: level.hollow }))
    const path = spots.map(({ spot: [x, y] }, i) => `${i === 0 ? 'M' : 'L'}${numberText(x)} ${numberText(y)}`).join('')
    const dot = { r: 2.6, fill: colour }
    const ring = { r: 3.6, fill: theme.page, stroke: colour, 'stroke-width': 1.8 }
    return [
      svgElement('path', { d: path, fill: 'none', stroke: colour, 'stroke-width': 1.2, 'stroke-opacity': 0.55 }),
      ...spots.map(({ spot: [cx, cy], hollow }) => svgElement('circle', { cx, cy, ...(hollow ? ring : dot) })),
    ]
  }

const legend = ({ x, y, width }: Box, series: readonly Series[]): readonly string[] =>
  series.flatMap(({ name, colour }, i) => [
    svgElement('circle', { cx: x + width + 16, cy: y + 6 + i * 17, r: 3.4, fill: colour }),
    text(name, x + width + 25, y + 9.7 + i * 17, { 'font-size': theme.small, fill: theme.soft }),
  ])

/** A chart in its box, with its heading over it, its axes beside it, and the names of its series to the right. */
export const levelChart = (
  box: Box,
  { series, threshold, last, unit, below, name, note }: LevelChart,
): readonly string[] => {
  const values = [threshold.value, ...series.flatMap(({ levels }) => levels.map(({ value }) => value))].filter(
    Number.isFinite,
  )
  const [low, high] = [Math.min(...values) - margin, Math.max(...values) + margin]
  const { ticks, place } = linearScale(low, high, 8)
  const along = stepScale(last)
  const spot = ({ at, value }: Level) =>
    [xAt(box, along.place(at)), yAt(box, Math.max(0, Math.min(1, place(value))))] as const
  const y = yAt(box, place(threshold.value))
  return [
    svgElement('rect', { ...box, fill: theme.field }),
    ...gridLines(box, ticks),
    line(box.x, y, box.x + box.width, y, { stroke: theme.movement, 'stroke-width': 1.4, 'stroke-dasharray': '6 4' }),
    text(threshold.name, xAt(box, 1) - 5, y - 5, {
      'font-size': theme.small,
      fill: theme.movement,
      'text-anchor': 'end',
    }),
    ...series.flatMap(curve(spot)),
    ...legend(box, series),
    ...axisLeft(box, ticks, unit),
    ...axisBelow(box, along.ticks, below),
    heading(name, note, box.x, box.y - 10),
  ]
}
