import { axisBelow } from './axis.js'
import { colourBar } from './colour-bar.js'
import { header } from './header.js'
import { type Layout, layoutOf, pageWidth, xAt } from './layout.js'
import { lineChart } from './line-chart.js'
import { hatch, type Panel, panelHeading, panelIn } from './panel.js'
import { regionMarks, spansOf } from './regions.js'
import type { RunPlot } from './run-plot.js'
import { linearScale } from './scale.js'
import { text } from './svg.js'
import { svgPage } from './svg-page.js'
import { theme } from './theme.js'

const panelsOf = ({ pictures: { before, after }, regions }: RunPlot, seconds: number): readonly Panel[] => {
  if (before === null) return [{ name: 'Result', note: 'what was made', map: after, blank: [] }]
  const input: Panel = { name: 'Before', note: 'the input', map: before, blank: [] }
  const gap: Panel = { name: 'Gap', note: 'what is kept of the input', map: before, blank: spansOf(regions, seconds) }
  const result = (note: string): Panel => ({ name: 'After', note, map: after, blank: [] })
  return regions.length === 0 ? [input, result('the result')] : [input, gap, result('the result, the gap filled')]
}

const charts = ({ sigmas, moved, paint }: RunPlot, { schedule, movement }: Layout): readonly string[] => {
  const shared = { steps: sigmas.length - 1, ...(paint === undefined ? {} : { paint }) }
  return [
    ...lineChart(schedule, {
      ...shared,
      name: 'Schedule',
      note: 'noise level by step',
      unit: '\u03c3',
      colour: theme.schedule,
      missing: '',
      points: sigmas.map((value, step) => ({ step, value })),
    }),
    ...lineChart(movement, {
      ...shared,
      name: 'Movement',
      note: 'change of the denoised estimate since the step before',
      unit: 'rms',
      colour: theme.movement,
      missing: 'fewer than two estimates: nothing moved',
      points: moved.map(({ step, rms }) => ({ step, value: rms })),
    }),
  ]
}

/** The picture of a run as SVG text, of a plot that `checkedPlot` let through. */
export const figure = (plot: RunPlot): string => {
  const seconds = Math.max(plot.pictures.before?.seconds ?? 0, plot.pictures.after.seconds)
  const panels = panelsOf(plot, seconds)
  const layout = layoutOf(panels.length, plot.regions.length > 0)
  const { height, colourBar: bar } = layout
  const placed = layout.panels.flatMap((box, i) => panels.slice(i, i + 1).map((panel) => ({ box, panel })))
  const page = { width: pageWidth, height }
  const mark = { 'font-size': theme.small, fill: theme.faint, 'text-anchor': 'end' }
  return svgPage(page, [
    ...header(plot, layout.panels[0]?.x ?? 0),
    hatch,
    ...placed.flatMap(({ box, panel }) => panelIn(box, panel, plot.pictures, seconds)),
    ...layout.panels.slice(-1).flatMap((box) => axisBelow(box, linearScale(0, seconds, 10).ticks, 'seconds')),
    ...regionMarks(layout, plot.regions, seconds),
    ...placed.map(({ box, panel }) => panelHeading(box, panel)),
    ...colourBar(bar, plot.pictures.scale),
    ...charts(plot, layout),
    text('sigmastream', xAt(layout.movement, 1), height - 18, mark),
  ])
}
