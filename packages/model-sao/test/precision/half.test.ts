import { float32OfHalves } from '@sigmastream/core'
import { describe, expect, it } from 'vitest'
import { halves } from '../../src/precision/half.js'

describe('values as halves', () => {
  it('gives every half its own bits', () => {
    const patterns = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i)
    const back = halves(float32OfHalves(patterns))
    const isNotANumber = (pattern: number): boolean => (pattern & 0x7c00) === 0x7c00 && (pattern & 0x3ff) !== 0
    const wrong = patterns.filter((pattern) => {
      const ours = back[pattern] ?? -1
      return isNotANumber(pattern) ? !isNotANumber(ours) : ours !== pattern
    })
    expect([...wrong]).toEqual([])
  })

  it('rounds to nearest, ties to even, and beyond the largest half to infinity', () => {
    const values = Float32Array.of(1 + 2 ** -11, 1 + 3 * 2 ** -11, 65_520, -70_000, 2 ** -25)
    expect([...float32OfHalves(halves(values))]).toEqual([1, 1 + 2 ** -9, Infinity, -Infinity, 0])
  })
})
