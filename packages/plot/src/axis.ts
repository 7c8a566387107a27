import { type Box, xAt, yAt } from './layout.js'
import { line, text } from './svg.js'
import { theme } from './theme.js'
import type { Tick } from './ticks.js'

const marks = { 'font-size': theme.small, fill: theme.soft }
const stroke = { stroke: theme.faint, 'stroke-width': 1 }

/** Ticks with their labels and a title below a box. */
export const axisBelow = (box: Box, ticks: readonly Tick[], title: string): readonly string[] => [
  ...ticks.flatMap(({ at, label }) => {
    const [x, y] = [xAt(box, at), box.y + box.height]
    return [line(x, y + 2, x, y + 6, stroke), text(label, x, y + 17, { ...marks, 'text-anchor': 'middle' })]
  }),
  text(title, xAt(box, 0.5), box.y + box.height + 33, { ...marks, 'text-anchor': 'middle' }),
]

/** Ticks with their labels left of a box, and a title over them. */
export const axisLeft = (box: Box, ticks: readonly Tick[], title: string): readonly string[] => [
  ...ticks.flatMap(({ at, label }) => {
    const y = yAt(box, at)
    return [
      line(box.x - 6, y, box.x - 2, y, stroke),
      text(label, box.x - 9, y + 3.7, { ...marks, 'text-anchor': 'end' }),
    ]
  }),
  text(title, box.x - 9, box.y - 10, { ...marks, 'text-anchor': 'end' }),
]

/** Ticks with their labels right of a box, and a title over them. */
export const axisRight = (box: Box, ticks: readonly Tick[], title: string): readonly string[] => [
  ...ticks.flatMap(({ at, label }) => {
    const [x, y] = [box.x + box.width, yAt(box, at)]
    return [line(x + 2, y, x + 5, y, stroke), text(label, x + 8, y + 3.7, marks)]
  }),
  text(title, box.x, box.y - 10, marks),
]

/** Horizontal lines through a box at its ticks. */
export const gridLines = (box: Box, ticks: readonly Tick[]): readonly string[] =>
  ticks.map(({ at }) =>
    line(box.x, yAt(box, at), box.x + box.width, yAt(box, at), { stroke: theme.grid, 'stroke-width': 1 }),
  )
