import { axisLeft } from './axis.js'
import { heatMap } from './heat-map.js'
import { type Box, xAt } from './layout.js'
import type { HeatMap, Pictures } from './run-plot.js'
import { heading, svgElement } from './svg.js'
import { theme } from './theme.js'

/** A stretch of the time axis: 0 is its beginning, 1 its end. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** One panel: a heat map with its name and a note on it. `blank` stretches are cut out of the picture. */
export interface Panel {
  readonly name: string
  readonly note: string
  readonly map: HeatMap
  readonly blank: readonly Span[]
}

/** The fill of what is cut out; once in a document. */
export const hatch = svgElement('defs', {}, [
  svgElement(
    'pattern',
    { id: 'hatch', width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    [
      svgElement('rect', { x: 0, y: 0, width: 7, height: 7, fill: theme.hole }),
      svgElement('rect', { x: 0, y: 0, width: 2, height: 7, fill: theme.hatch }),
    ],
  ),
])

const hole =
  (box: Box) =>
  ({ start, end }: Span): string =>
    svgElement('rect', {
      x: xAt(box, start),
      y: box.y,
      width: box.width * (end - start),
      height: box.height,
      fill: 'url(#hatch)',
    })

const rim = { stroke: theme.page, 'stroke-width': 5, 'stroke-linejoin': 'round', 'paint-order': 'stroke' }

/** A panel's name and note over its box; a white rim keeps them readable where a region's border crosses. */
export const panelHeading = (box: Box, { name, note }: Panel): string => heading(name, note, box.x, box.y - 10, rim)

/** A panel in its box, of a time axis of `seconds`; its heading comes after what crosses it. */
export const panelIn = (
  box: Box,
  { map, blank }: Panel,
  { rows, scale }: Pictures,
  seconds: number,
): readonly string[] => [
  svgElement('rect', { ...box, fill: theme.hole }),
  heatMap({ ...box, width: (box.width * map.seconds) / seconds }, map, scale),
  ...blank.map(hole(box)),
  ...axisLeft(box, rows.ticks, rows.title),
]
