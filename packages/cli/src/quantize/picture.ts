import { showNumber } from '@sigmastream/pipeline'
import { type LevelChart, type LineChart, quantizeFigure, type Series, theme } from '@sigmastream/plot'
import type { GuidedDifference } from './compare.js'
import { placeOf } from './matrix-name.js'
import type { Report } from './report.js'

const seriesOf = ({ quantized: { matrices, kept } }: Report): readonly Series[] => {
  const placed = matrices.map(({ name, decibels }) => ({ ...placeOf(name), decibels, hollow: kept.includes(name) }))
  const kinds = [...new Set(placed.map(({ kind }) => kind))].toSorted()
  return kinds.map((kind, i) => ({
    name: kind,
    colour: theme.series[i % theme.series.length] ?? theme.ink,
    levels: placed
      .filter((one) => one.kind === kind)
      .map(({ block, decibels, hollow }) => ({ at: block, value: decibels, hollow }))
      .toSorted((a, b) => a.at - b.at),
  }))
}

const levelsOf = (report: Report): LevelChart => {
  const series = seriesOf(report)
  const { limit } = report.quantized
  return {
    name: 'Signal-to-noise ratio of each matrix',
    note: 'higher is better; rings stay in float32',
    unit: 'dB',
    below: 'block',
    last: Math.max(0, ...series.flatMap(({ levels }) => levels.map(({ at }) => at))),
    series,
    threshold: { value: limit, name: `limit ${showNumber(limit)} dB` },
  }
}

const errorsOf = ({ guidance, steps }: GuidedDifference): LineChart => ({
  name: guidance === 1 ? 'Without guidance' : `Guidance ${showNumber(guidance)}`,
  note: 'relative error of the denoised estimate',
  unit: 'error',
  colour: '#6e2488',
  missing: 'no step',
  steps: steps.length,
  points: steps.map((value, i) => ({ step: i + 1, value })),
})

/** The picture of a report as SVG: the matrices by block and kind, and the error of every run over its steps. */
export const pictureOf = (report: Report): string => quantizeFigure(levelsOf(report), report.compared.map(errorsOf))
