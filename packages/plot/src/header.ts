import { pageWidth } from './layout.js'
import { text } from './svg.js'
import { fitText, theme } from './theme.js'

/** What a picture is called, and what is to be known of it. */
export interface Header {
  readonly title: string
  readonly subtitle: string
}

/** The two lines at the top of a picture, from `x` to as far from the other side, cut where they would be wider. */
export const header = ({ title, subtitle }: Header, x: number): readonly string[] => {
  const width = pageWidth - 2 * x
  return [
    text(fitText(title, theme.title, width), x, 40, {
      'font-size': theme.title,
      'font-weight': 'bold',
      fill: theme.ink,
    }),
    text(fitText(subtitle, theme.subtitle, width), x, 61, { 'font-size': theme.subtitle, fill: theme.soft }),
  ]
}
