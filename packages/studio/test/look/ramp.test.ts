import { describe, expect, it } from 'vitest'
import { type Rgb, rgbOfOklch } from '../../src/look/colour/oklch.js'
import { rampOf } from '../../src/look/colour/ramp.js'

/** Lightness as CIE defines it (L*, 1976), from the luminance of sRGB: another measure than the one that made the ramp. */
const lightnessOf = (colour: Rgb): number => {
  const [red = 0, green = 0, blue = 0] = colour.map((byte) => {
    const code = byte / 255
    return code <= 0.04045 ? code / 12.92 : ((code + 0.055) / 1.055) ** 2.4
  })
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  return luminance > (6 / 29) ** 3 ? 116 * Math.cbrt(luminance) - 16 : luminance * (29 / 3) ** 3
}

it('OKLCH gives the colours that its definition does', () => {
  expect(rgbOfOklch({ lightness: 1, chroma: 0, hue: 0 })).toEqual([255, 255, 255])
  expect(rgbOfOklch({ lightness: 0, chroma: 0, hue: 0 })).toEqual([0, 0, 0])
  // #ff0000 and #0000ff, as CSS Color 4 has them
  expect(rgbOfOklch({ lightness: 0.62796, chroma: 0.25768, hue: 29.234 })).toEqual([255, 0, 0])
  expect(rgbOfOklch({ lightness: 0.45201, chroma: 0.31321, hue: 264.052 })).toEqual([0, 0, 255])
})

describe.each(['light', 'dark'] as const)('the colours of a spectrogram on a %s page', (scheme) => {
  const lightness = rampOf(scheme).map(lightnessOf)

  it('go one way in lightness, so that louder is never mistaken', () => {
    const way = scheme === 'dark' ? 1 : -1
    const steps = lightness.slice(1).map((value, i) => way * (value - (lightness[i] ?? Number.NaN)))
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(-0.2) // colours are whole bytes
    expect(steps.filter((step) => step < 0).length).toBeLessThan(8)
  })

  it('go in about equal steps: no eighth of the ramp has more than twice the lightness of another', () => {
    const eighths = Array.from({ length: 8 }, (_, i) =>
      Math.abs((lightness[Math.round((255 * (i + 1)) / 8)] ?? 0) - (lightness[Math.round((255 * i) / 8)] ?? 0)),
    )
    expect(Math.max(...eighths)).toBeLessThan(2 * Math.min(...eighths))
  })

  it('begin near what the page is, and end far from it', () => {
    const page = scheme === 'dark' ? 5 : 97
    expect(Math.abs((lightness[0] ?? Number.NaN) - page)).toBeLessThan(6)
    expect(Math.abs((lightness[255] ?? Number.NaN) - page)).toBeGreaterThan(80)
  })
})
