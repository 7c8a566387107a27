import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyText } from '../../../test/any-text.js'
import { colourAt, emberRamp, type Rgb, signedRamp } from '../src/colour.js'
import { evenEdges, further, larger, peaks } from '../src/peaks.js'
import { escapeXml, svgElement, text } from '../src/svg.js'
import { fitText } from '../src/theme.js'

/** Relative luminance (WCAG 2.1). */
const luminance = (rgb: Rgb): number => {
  const [red = 0, green = 0, blue = 0] = rgb.map((part) =>
    part <= 10 ? part / 3294 : ((part / 255 + 0.055) / 1.055) ** 2.4,
  )
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

describe('colours', () => {
  const levels = Array.from({ length: 256 }, (_, i) => luminance(colourAt(emberRamp, i / 255)))

  it('get lighter with every louder level', () => {
    expect(levels.every((level, i) => i === 0 || level >= (levels[i - 1] ?? 0))).toBe(true)
    expect(levels.at(-1)).toBeGreaterThan(0.9)
    expect(levels[0]).toBeLessThan(0.01)
  })

  it('of both signs get lighter away from 0, alike on both sides', () => {
    const at = (place: number): number => luminance(colourAt(signedRamp, place))
    const away = Array.from({ length: 128 }, (_, i) => [at(0.5 - i / 254), at(0.5 + i / 254)])
    expect(away.every((pair, i) => pair.every((level, side) => level >= (away[i - 1]?.[side] ?? 0) - 0.003))).toBe(true)
    expect(away.every(([negative = 0, positive = 0]) => Math.abs(negative - positive) < 0.08)).toBe(true)
  })

  it('are the ends of the ramp for what is outside it, and the floor for NaN', () => {
    for (const place of [-1, -Infinity, Number.NaN]) expect(colourAt(emberRamp, place)).toEqual(colourAt(emberRamp, 0))
    expect(colourAt(emberRamp, 7)).toEqual(colourAt(emberRamp, 1))
  })
})

describe('svg text', () => {
  it('leaves no character that XML gives a meaning', () => {
    fc.assert(
      fc.property(anyText, (content) => {
        expect(escapeXml(content)).toMatch(/^(?:[^&<>"']|&(?:amp|lt|gt|quot|#39);)*$/)
      }),
    )
    expect(text('a<b & "c"', 0, 0)).toBe('<text x="0" y="0">a&lt;b &amp; &quot;c&quot;</text>')
    expect(svgElement('g', { title: '"><script>' })).toBe('<g title="&quot;&gt;&lt;script&gt;"/>')
  })

  it('replaces what XML cannot hold', () => {
    expect(escapeXml('a\u0000b\u001bc\ud800d\tz')).toBe('a\ufffdb\ufffdc\ufffdd\tz')
  })

  it('is cut with an ellipsis where it would be too wide', () => {
    expect(fitText('short', 10, 100)).toBe('short')
    expect(fitText('x'.repeat(50), 10, 100)).toMatch(/^x+…$/)
    expect([...fitText('🥁'.repeat(50), 10, 100)].at(-2)).toBe('🥁')
  })
})

describe('peaks', () => {
  it('keep the loudest of every cell, and are the values themselves where cells are points', () => {
    const curve = Float32Array.of(0, 5, 1, 1, 9, 2)
    expect([...peaks(curve, [0, 2, 3.5, 5], larger)]).toEqual([5, 5, 9])
    expect([...peaks(Float32Array.of(1, 3), [0.25, 0.5, 9], larger)]).toEqual([2, 3])
    expect([...peaks(Float32Array.of(-4, 3, Number.NaN), evenEdges(1, 0, 2), further)]).toEqual([-4])
  })

  it('stay within the values', () => {
    const values = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 })
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 40 }), (some, cells) => {
        const curve = Float32Array.from(some)
        const out = peaks(curve, evenEdges(cells, 0, some.length - 1), larger)
        expect(out).toHaveLength(cells)
        expect(Math.max(...out)).toBe(Math.max(...curve))
        expect(Math.min(...out)).toBeGreaterThanOrEqual(Math.min(...curve))
      }),
    )
  })
})
