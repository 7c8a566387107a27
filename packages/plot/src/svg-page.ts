import { svgElement } from './svg.js'
import { theme } from './theme.js'

/** A picture of so many units, as SVG text: the colour of the page, and the elements on it. */
export const svgPage = (page: Readonly<Record<'width' | 'height', number>>, elements: readonly string[]): string =>
  svgElement(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      ...page,
      viewBox: `0 0 ${page.width} ${page.height}`,
      'font-family': theme.font,
    },
    [svgElement('rect', { ...page, x: 0, y: 0, fill: theme.page }), ...elements],
  )
