import { escapeXml, svgElement, theme } from '@sigmastream/plot'
import type { Measured } from './measure.js'

/** What one half of the picture shows. */
export interface Chart {
  readonly name: string
  readonly note: string
  readonly budgets: readonly number[]
  readonly lines: readonly Measured[]
  /** The colours of lines that have their name beside them; the others are grey. */
  readonly colours: ReadonlyMap<string, string>
  /** The values at the lower and the upper end, on a logarithmic axis. */
  readonly range: readonly [low: number, high: number]
  readonly ticks: readonly (readonly [value: number, label: string])[]
}

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const [pageWidth, pageHeight] = [1000, 420]
const left: Box = { x: 62, y: 46, width: 322, height: 320 }
const right: Box = { ...left, x: 562 }
const labelGap = 13

const share = (value: number, [low, high]: readonly [number, number]): number =>
  Math.max(0, Math.min(1, Math.log(value / low) / Math.log(high / low)))

const label = (content: string, x: number, y: number, attributes: Readonly<Record<string, string | number>>): string =>
  svgElement('text', { x, y, 'font-size': theme.small, fill: theme.soft, ...attributes }, [escapeXml(content)])

/** Places one under the other, none nearer to the next than a label is high. */
const apart = (places: readonly number[]): readonly number[] =>
  places.reduce<readonly number[]>((all, place) => [...all, Math.max(place, (all.at(-1) ?? -labelGap) + labelGap)], [])

const chart = (box: Box, { name, note, budgets, lines, colours, range, ticks }: Chart): readonly string[] => {
  const along: readonly [number, number] = [Math.min(...budgets), Math.max(...budgets)]
  // Whole units: the picture does not change with the last digit of a measurement.
  const xOf = (calls: number): number => Math.round(box.x + box.width * share(calls, along))
  const yOf = (value: number): number => Math.round(box.y + box.height * (1 - share(value, range)))
  const spotsOf = ({ values }: Measured): readonly (readonly [x: number, y: number])[] =>
    [...values].map(([calls, value]) => [xOf(calls), yOf(value)] as const)
  const path = (one: Measured, stroke: string, width: number): string =>
    svgElement('path', {
      d: spotsOf(one)
        .map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x} ${y}`)
        .join(''),
      fill: 'none',
      stroke,
      'stroke-width': width,
    })
  const named = lines
    .flatMap((one) => {
      const [colour, end] = [colours.get(one.name), spotsOf(one).at(-1)]
      return colour === undefined || end === undefined ? [] : [{ one, colour, end: end[1] }]
    })
    .toSorted((a, b) => a.end - b.end)
  const ends = apart(named.map(({ end }) => end))
  return [
    svgElement('rect', { ...box, fill: theme.field }),
    ...ticks.flatMap(([value, mark]) => [
      svgElement('path', { d: `M${box.x} ${yOf(value)}h${box.width}`, stroke: theme.grid }),
      label(mark, box.x - 9, yOf(value) + 4, { 'text-anchor': 'end' }),
    ]),
    ...budgets.map((calls) => label(`${calls}`, xOf(calls), box.y + box.height + 17, { 'text-anchor': 'middle' })),
    label('calls', box.x + box.width / 2, box.y + box.height + 35, { 'text-anchor': 'middle' }),
    ...lines.filter((one) => !colours.has(one.name)).map((one) => path(one, theme.faint, 1)),
    ...named.map(({ one, colour }) => path(one, colour, 2.2)),
    ...named.map(({ one, colour }, i) => label(one.name, box.x + box.width + 8, (ends[i] ?? 0) + 4, { fill: colour })),
    label(name, box.x, box.y - 22, { 'font-size': theme.label, 'font-weight': 'bold', fill: theme.ink }),
    label(note, box.x, box.y - 8, {}),
  ]
}

/** Two charts side by side, as the text of an SVG. */
export const figure = (first: Chart, second: Chart): string =>
  `${svgElement(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${pageWidth} ${pageHeight}`,
      role: 'img',
      'font-family': `${theme.font}, sans-serif`,
      'aria-label': `${first.name}: ${first.note}. ${second.name}: ${second.note}.`,
    },
    [
      svgElement('rect', { x: 0, y: 0, width: pageWidth, height: pageHeight, fill: theme.page }),
      ...chart(left, first),
      ...chart(right, second),
    ],
  )}\n`
