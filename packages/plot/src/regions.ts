import type { Region } from '@sigmastream/core'
import { type Box, type Layout, xAt } from './layout.js'
import type { Span } from './panel.js'
import { line, svgElement, text } from './svg.js'
import { textWidth, theme } from './theme.js'

/** The stretches that regions take of `seconds`. */
export const spansOf = (regions: readonly Region[], seconds: number): readonly Span[] =>
  regions.map(({ from, to }) => ({ start: from / seconds, end: Math.min(1, to / seconds) }))

/** Seconds to the millisecond. */
const secondsText = (seconds: number): string => String(Number(seconds.toFixed(3)))

interface Label {
  readonly content: string
  readonly x: number
  readonly half: number
}

/** Each region's times over its middle, inside the box; those that would touch the one before are left out. */
const labelsOf = (box: Box, regions: readonly Region[], spans: readonly Span[]): readonly Label[] =>
  spans
    .map(({ start, end }, i): Label => {
      const content = `${secondsText(regions[i]?.from ?? 0)} \u2013 ${secondsText(regions[i]?.to ?? 0)} s`
      const half = textWidth(content, theme.small) / 2
      return {
        content,
        half,
        x: Math.min(Math.max(xAt(box, (start + end) / 2), box.x + half), box.x + box.width - half),
      }
    })
    .toSorted((a, b) => a.x - b.x)
    .reduce<readonly Label[]>((kept, label) => {
      const last = kept.at(-1)
      return last !== undefined && label.x - label.half < last.x + last.half ? kept : [...kept, label]
    }, [])

/**
 * Brackets with the regions' times over all panels, their borders down through them, and a frame around each in the
 * last.
 */
export const regionMarks = (
  { panels, regionsY }: Layout,
  regions: readonly Region[],
  seconds: number,
): readonly string[] => {
  const [first, last] = [panels[0], panels.at(-1)]
  if (first === undefined || last === undefined) return []
  const spans = spansOf(regions, seconds)
  const bottom = last.y + last.height
  const dashes = { stroke: theme.border, 'stroke-width': 1.4, 'stroke-dasharray': '5 3.5' }
  const border = (share: number): string => line(xAt(first, share), regionsY, xAt(first, share), bottom, dashes)
  const bracket = { y: regionsY - 2, height: 4, rx: 1, fill: theme.border }
  const bold = { 'font-size': theme.small, 'font-weight': 'bold', fill: theme.borderInk, 'text-anchor': 'middle' }
  const frame = { fill: 'none', stroke: theme.border, 'stroke-width': 2 }
  return [
    ...spans.flatMap(({ start, end }) => [
      border(start),
      border(end),
      svgElement('rect', { x: xAt(first, start) - 0.7, width: first.width * (end - start) + 1.4, ...bracket }),
      svgElement('rect', { ...last, x: xAt(last, start), width: last.width * (end - start), ...frame }),
    ]),
    ...labelsOf(first, regions, spans).map(({ content, x }) => text(content, x, regionsY - 7, bold)),
  ]
}
