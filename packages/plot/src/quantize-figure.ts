import { pageWidth } from './layout.js'
import { type LevelChart, levelChart } from './level-chart.js'
import { type LineChart, lineChart } from './line-chart.js'
import { svgElement } from './svg.js'
import { theme } from './theme.js'

const [left, right, top, height, gap] = [64, 130, 44, 250, 84]
const [lower, chartHeight, foot] = [top + height + 86, 160, 56]

/** Two charts side by side below another, as the text of an SVG. */
export const quantizeFigure = (levels: LevelChart, errors: readonly LineChart[]): string => {
  const page = { width: pageWidth, height: lower + chartHeight + foot }
  const width = (pageWidth - left - gap - 32) / 2
  const beside = (i: number) => ({ x: left + i * (width + gap), y: lower, width, height: chartHeight })
  return svgElement(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${page.width} ${page.height}`,
      role: 'img',
      'font-family': `${theme.font}, sans-serif`,
      'aria-label': `${levels.name}; ${errors.map(({ name }) => name).join('; ')}`,
    },
    [
      svgElement('rect', { ...page, x: 0, y: 0, fill: theme.page }),
      ...levelChart({ x: left, y: top, width: pageWidth - left - right, height }, levels),
      ...errors.flatMap((chart, i) => lineChart(beside(i), chart)),
    ],
  )
}
