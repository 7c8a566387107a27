import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { previewFigure } from '../src/preview-figure.js'
import { textWidth, theme } from '../src/theme.js'

/** The axis of seconds of so many panels: what it says where, row by row. */
const labelsOf = (seconds: number, count: number) => {
  const map = { rows: 1, columns: 1, values: Float32Array.of(-40), seconds }
  const panel = { name: 'one', map }
  const svg = previewFigure({
    title: 'all',
    subtitle: 'side by side',
    sampleRate: 44_100,
    panels: [panel, ...Array.from({ length: count - 1 }, () => panel)],
  })
  const found = [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*text-anchor="middle"[^>]*>([^<]+)</g)]
  return found.flatMap(([, x = '', y = '', label = '']) =>
    label === 'seconds' ? [] : [{ x: Number(x), y: Number(y), label }],
  )
}

describe('the labels below panels side by side', () => {
  it('never run into those of the next panel, however short the sound', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.002, max: 600, noNaN: true }),
        fc.integer({ min: 1, max: 9 }),
        (seconds, count) => {
          const labels = labelsOf(seconds, count)
          const meeting = labels.filter(({ x, y, label }) =>
            labels.some((other) => {
              const widths = textWidth(label, theme.small) + textWidth(other.label, theme.small)
              return other.y === y && other.x > x && other.x - x < widths / 2
            }),
          )
          expect(labels.length).toBeGreaterThan(0)
          expect(meeting).toEqual([])
        },
      ),
      { numRuns: 60, examples: [[0.15, 5]] },
    )
  })

  it('are all there where nothing is beside a panel', () =>
    expect(labelsOf(0.15, 1).map(({ label }) => label)).toEqual(['0', '0.05', '0.1', '0.15']))
})
