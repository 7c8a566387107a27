import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const css = readFileSync(new URL('../../src/look/tokens.css', import.meta.url), 'utf8')

/** A colour of the tokens: 0 to 1 each, and its opacity. */
type Colour = readonly [number, number, number, number]

const colourOf = (text: string): Colour => {
  const hex = /^#(..)(..)(..)$/.exec(text)
  if (hex !== null) {
    const [red = 0, green = 0, blue = 0] = hex.slice(1).map((code) => Number.parseInt(code, 16) / 255)
    return [red, green, blue, 1]
  }
  const [red = Number.NaN, green = Number.NaN, blue = Number.NaN, alpha = Number.NaN] =
    /^rgb\((\d+) (\d+) (\d+) \/ (\d+)%\)$/.exec(text)?.slice(1).map(Number) ?? []
  return [red / 255, green / 255, blue / 255, alpha / 100]
}

/** Every colour by its name, light and dark. */
const colours = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w+|rgb\([^)]*\)), (#\w+|rgb\([^)]*\))\);/g)].map(
    ([, name = '', light = '', dark = '']) => [name, [colourOf(light), colourOf(dark)] as const],
  ),
)

const mustHave = (name: string): readonly [Colour, Colour] => {
  const found = colours.get(name)
  if (found === undefined) throw new Error(`no colour --${name}`)
  return found
}

/** What is seen of a colour over another. */
const over = ([red, green, blue, alpha]: Colour, below: Colour): Colour => [
  red * alpha + below[0] * (1 - alpha),
  green * alpha + below[1] * (1 - alpha),
  blue * alpha + below[2] * (1 - alpha),
  1,
]

/** Relative luminance and contrast ratio as WCAG 2.2 defines them. */
const luminance = (colour: Colour): number => {
  const [red = 0, green = 0, blue = 0] = colour
    .slice(0, 3)
    .map((code) => (code <= 0.04045 ? code / 12.92 : ((code + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
const contrast = (a: Colour, b: Colour): number => {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].toSorted((one, other) => one - other)
  return (lighter + 0.05) / (darker + 0.05)
}

const grounds = ['page', 'raised', 'sunken']

/** What is written, with what it is written on: at least 4.5 to 1 (AA, 1.4.3). */
const written: readonly (readonly [string, readonly string[]])[] = [
  ['ink', [...grounds, 'accent-quiet', 'bad-quiet']],
  ['soft', grounds],
  ['accent', grounds],
  ['accent-strong', [...grounds, 'accent-quiet']],
  ['on-accent', ['accent', 'accent-strong']],
  ['region', ['page', 'raised']],
  ['take-a', ['page', 'raised']],
  ['take-b', ['page', 'raised']],
  ['good', ['page', 'raised']],
  ['bad', ['page', 'raised', 'bad-quiet']],
]

/** What must be seen to be used or understood, with what it lies on: at least 3 to 1 (AA, 1.4.11). */
const drawn: readonly (readonly [string, readonly string[]])[] = [
  ['edge', grounds],
  ['wave', grounds],
  ['wave-heard', grounds],
  ['region', grounds],
  ['take-a', grounds],
  ['take-b', grounds],
]

const cases = (pairs: typeof written): readonly (readonly [string, string])[] =>
  pairs.flatMap(([front, backs]) => backs.map((back) => [front, back] as const))

it('the computation gives what WCAG says of black on white, and of the grey that just fails', () => {
  expect(contrast(colourOf('#000000'), colourOf('#ffffff'))).toBeCloseTo(21, 10)
  expect(contrast(colourOf('#777777'), colourOf('#ffffff'))).toBeCloseTo(4.478, 3)
})

it('every colour of the tokens was read', () => {
  expect(colours.size).toBe(css.match(/light-dark\(/g)?.length)
})

it.each(cases(written))('%s can be read on %s, light and dark', (front, back) => {
  const [fronts, backs] = [mustHave(front), mustHave(back)]
  for (const scheme of [0, 1] as const) expect(contrast(fronts[scheme], backs[scheme])).toBeGreaterThanOrEqual(4.5)
})

it.each(cases(drawn))('%s stands out on %s, light and dark', (front, back) => {
  const [fronts, backs] = [mustHave(front), mustHave(back)]
  for (const scheme of [0, 1] as const) expect(contrast(fronts[scheme], backs[scheme])).toBeGreaterThanOrEqual(3)
})

it.each(grounds)('a wave and a word stand out where a region lies over %s', (ground) => {
  for (const scheme of [0, 1] as const) {
    const below = over(mustHave('region-quiet')[scheme], mustHave(ground)[scheme])
    expect(contrast(mustHave('wave-heard')[scheme], below)).toBeGreaterThanOrEqual(3)
    expect(contrast(mustHave('ink')[scheme], below)).toBeGreaterThanOrEqual(4.5)
  }
})
