import { orThrow, sameBits, seeds, testNoise } from '@sigmastream/laws'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { build, draw, type Interval, type Latent } from '../src/index.js'
import { engine, never, shape } from './support.js'

const at: Interval = { index: 2, of: 8, from: 4, to: 1 }

describe('draw', () => {
  it('asks for a lane at the interval of the step, or at a part of it', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const env = { ...engine(), noise: testNoise(seed), at, signal: never }
        const part: Interval = { index: 9, of: 8, from: 3, to: 2 }
        const own = (there: Interval): Latent => testNoise(seed)({ lane: 'lane', at: there, shape })
        expect(sameBits(orThrow(draw(env, 'lane', shape)), own(at))).toBe(true)
        expect(sameBits(orThrow(draw(env, 'lane', shape, part)), own(part))).toBe(true)
      }),
    )
  })

  it('of another shape is a ShapeMismatch, and of a source that throws a NoiseFailed', () => {
    const env = { ...engine(), at, signal: never }
    const cause = new Error('the tape is too short')
    expect(draw({ ...env, noise: () => build([1, 1, 1], () => undefined) }, 'lane', shape)).toEqual(
      E.left({ _tag: 'ShapeMismatch', step: 2, where: 'the noise of lane "lane"', expected: shape, actual: [1, 1, 1] }),
    )
    const thrower = () => {
      throw cause
    }
    expect(draw({ ...env, noise: thrower }, 'lane', shape)).toEqual(
      E.left({ _tag: 'NoiseFailed', step: 2, lane: 'lane', message: 'the tape is too short', cause }),
    )
  })
})
