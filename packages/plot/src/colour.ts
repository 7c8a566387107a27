/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number]

/** Colours at equal distances from 0 to 1, as `#rrggbb`. */
export type Ramp = readonly [string, string, ...string[]]

/**
 * From black over violet and coral to cream. Control points chosen in OKLCH (Ottosson 2020, "A perceptual color space
 * for image processing"): lightness in equal steps from 0.10 to 0.97, hue from 285 up to 103 degrees, so that louder is
 * always lighter.
 */
export const emberRamp: Ramp = [
  '#03020e',
  '#0e072c',
  '#240e53',
  '#441974',
  '#6e2488',
  '#a22a88',
  '#d53574',
  '#f45959',
  '#fe864c',
  '#ffb161',
  '#fed780',
  '#fcf6c0',
]

/** For values of both signs: black at 0, blue below, orange above, about equally light at equal distances from it. */
export const signedRamp: Ramp = [
  '#b9f5f8',
  '#67d5f5',
  '#37a8ec',
  '#3077cd',
  '#264a8e',
  '#1a2444',
  '#0a0b10',
  '#421518',
  '#86281d',
  '#c64913',
  '#e87f25',
  '#f9b64f',
  '#fae8a2',
]

const rgbOf = (hex: string): Rgb => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
  return [red, green, blue]
}

/**
 * The colour of a ramp at `at`, 0 to 1, in straight lines between control points; beyond an end that end, for NaN the
 * first.
 */
export const colourAt = (ramp: Ramp, at: number): Rgb => {
  const place = (at > 0 ? Math.min(at, 1) : 0) * (ramp.length - 1)
  const below = Math.min(Math.floor(place), ramp.length - 2)
  // below + 1 is at most the last index
  const [a, b] = [rgbOf(ramp[below]!), rgbOf(ramp[below + 1]!)]
  const mix = (from: number, to: number): number => Math.round(from + (to - from) * (place - below))
  return [mix(a[0], b[0]), mix(a[1], b[1]), mix(a[2], b[2])]
}
