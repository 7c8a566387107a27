import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { checkGuidance, isGuidedAt, scaleAt } from '../src/index.js'

describe('guidance', () => {
  it.each([
    [{ scale: NaN }, 'a scale of NaN', 'a finite number; 1 is no guidance'],
    [{ scale: 7, phi: 1.5 }, 'phi 1.5', 'a number from 0 to 1'],
    [{ scale: 7, within: { low: 3, high: 1 } }, 'sigmas from 3 to 1', 'low <= high'],
    [{ scale: 7, within: { low: NaN, high: 1 } }, 'sigmas from NaN to 1', 'low <= high'],
  ])('%j is refused', (guidance, wrong, right) => {
    expect(checkGuidance(guidance)).toEqual(E.left({ _tag: 'Refused', subject: 'guidance', wrong, right }))
  })

  it('that is allowed comes back with whatever else it has', () => {
    const guidance = { scale: -1, phi: 1, within: { low: 0, high: Infinity }, toward: 'drums' }
    expect(checkGuidance(guidance)).toEqual(E.right(guidance))
  })

  it('is none at scale 1, and none outside of its sigmas, which are both included', () => {
    expect(isGuidedAt({ scale: 1 }, 5)).toBe(false)
    expect(isGuidedAt({ scale: 7 }, 5)).toBe(true)
    const within = { low: 1, high: 4 }
    expect([0.9, 1, 4, 4.1].map((sigma) => isGuidedAt({ scale: 7, within }, sigma))).toEqual([false, true, true, false])
  })

  it('has a scale that is a number, a function of sigma, or one for each frame, and 1 outside of its sigmas', () => {
    const within = { low: 1, high: 4 }
    expect([5, 2].map((sigma) => scaleAt({ scale: 7, within }, sigma))).toEqual([1, 7])
    expect([5, 2].map((sigma) => scaleAt({ scale: (of) => of * 2 }, sigma))).toEqual([10, 4])
    const curve = Float32Array.of(1, 1, 3)
    expect(scaleAt({ scale: curve }, 2)).toBe(curve)
    expect(isGuidedAt({ scale: curve }, 2)).toBe(true)
    expect(isGuidedAt({ scale: Float32Array.of(1, 1) }, 2)).toBe(false)
    expect(checkGuidance({ scale: Float32Array.of(1, Infinity) })).toEqual(
      E.left({
        _tag: 'Refused',
        subject: 'guidance',
        wrong: 'a scale of Infinity',
        right: 'a finite number; 1 is no guidance',
      }),
    )
  })
})
