import type { readonlyNonEmptyArray as RNEA } from 'fp-ts'
import { axisBelow, axisLeft } from './axis.js'
import { colourBar } from './colour-bar.js'
import { frequencyTicks } from './erb.js'
import { header } from './header.js'
import { heatMap } from './heat-map.js'
import { type Box, pageWidth, unitPixels } from './layout.js'
import type { HeatMap } from './run-plot.js'
import { linearScale } from './scale.js'
import { soundScale } from './sound-pictures.js'
import { svgElement, text } from './svg.js'
import { svgPage } from './svg-page.js'
import { fitText, textWidth, theme } from './theme.js'
import type { Tick } from './ticks.js'

/** What a run sounded like after one of its steps. */
export interface PreviewPanel {
  readonly name: string
  readonly map: HeatMap
}

/** What a run sounded like on the way: the panels in order, of sound of one rate. */
export interface PreviewPlot {
  readonly title: string
  readonly subtitle: string
  readonly sampleRate: number
  readonly panels: RNEA.ReadonlyNonEmptyArray<PreviewPanel>
}

const [left, right, top, foot] = [64, 72, 108, 56]
const [perRow, gap, rowGap] = [4, 16, 34]
const [width, height] = [(pageWidth - left - right - (perRow - 1) * gap) / perRow, 132]

/** The pixels of a panel: a heat map of this size is shown exactly. */
export const previewPixels = { columns: width * unitPixels, rows: height * unitPixels } as const

/** Whether panel `i` of so many has none to its right. */
const besideNone = (i: number, count: number): boolean => i + 1 >= count || (i + 1) % perRow === 0

const boxAt = (i: number): Box => ({
  x: left + (i % perRow) * (width + gap),
  y: top + Math.floor(i / perRow) * (height + rowGap),
  width,
  height,
})

/** The least room between two labels. */
const leastRoom = 2

/** Whether a label so far along a panel is clear of the 0 of the panel beside it. */
const isClear = ({ at, label }: Tick): boolean =>
  width * (1 - at) + gap - (textWidth(label, theme.small) + textWidth('0', theme.small)) / 2 >= leastRoom

/** The text of an SVG that shows previews side by side. */
export const previewFigure = (plot: PreviewPlot): string => {
  const { panels, sampleRate } = plot
  const rows = Math.ceil(panels.length / perRow)
  const page = { width: pageWidth, height: top + rows * (height + rowGap) - rowGap + foot }
  const seconds = Math.max(...panels.map(({ map }) => map.seconds))
  const scale = soundScale(panels.map(({ map }) => map))
  const { ticks } = linearScale(0, seconds, 3)
  const unmet = ticks.map((tick) => (isClear(tick) ? tick : { ...tick, label: '' }))
  return svgPage(page, [
    ...header(plot, left),
    ...panels.flatMap(({ name, map }, i) => {
      const box = boxAt(i)
      const named = { 'font-size': theme.small, 'font-weight': 'bold', fill: theme.ink }
      return [
        svgElement('rect', { ...box, fill: theme.hole }),
        heatMap({ ...box, width: (width * map.seconds) / seconds }, map, scale),
        text(fitText(name, theme.small, width), box.x, box.y - 8, named),
        ...(i % perRow === 0 ? axisLeft(box, frequencyTicks(sampleRate / 2), 'kHz') : []),
        ...(i + perRow < panels.length ? [] : axisBelow(box, besideNone(i, panels.length) ? ticks : unmet, 'seconds')),
      ]
    }),
    ...colourBar({ x: pageWidth - right + 14, y: top, width: 9, height }, scale),
  ])
}
