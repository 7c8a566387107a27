import { describe, expect, it } from 'vitest'
import { fromALaw, fromMuLaw } from '../src/wav/companding.js'

/** Where each of the eight segments of ITU-T G.711 begins and how far apart its values are, in units of 1/8192 and 1/4096. */
const muSegments = Array.from({ length: 8 }, (_, s) => ({ first: 33 * 2 ** s - 33, apart: 2 ** (s + 1) }))
const aSegments = [
  { first: 1, apart: 2 },
  ...Array.from({ length: 7 }, (_, s) => ({ first: 33 * 2 ** s, apart: 2 ** (s + 1) })),
]
const valuesOf = (segments: readonly { readonly first: number; readonly apart: number }[]): readonly number[] =>
  segments.flatMap(({ first, apart }) => Array.from({ length: 16 }, (_, i) => first + i * apart))

describe('a byte of telephone sound', () => {
  it('in mu-law is one of 128 magnitudes and a sign, all bits inverted, the largest 8031/8192', () => {
    const magnitudes = valuesOf(muSegments)
    expect(magnitudes.at(-1)).toBe(8031)
    magnitudes.forEach((magnitude, i) => {
      expect(8192 * fromMuLaw(0xff - i)).toBe(magnitude)
      expect(-8192 * fromMuLaw(0x7f - i)).toBe(magnitude)
    })
  })

  it('in A-law is one of 128 magnitudes and a sign, every other bit inverted, the largest 4032/4096', () => {
    const magnitudes = valuesOf(aSegments)
    expect(magnitudes.at(-1)).toBe(4032)
    magnitudes.forEach((magnitude, i) => {
      expect(4096 * fromALaw((0x80 + i) ^ 0x55)).toBe(magnitude)
      expect(-4096 * fromALaw(i ^ 0x55)).toBe(magnitude)
    })
  })
})
