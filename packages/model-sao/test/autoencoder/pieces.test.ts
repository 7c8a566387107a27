import { build, type Latent } from '@sigmastream/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coversUntil, type Piece, piecesFrom, stretchOfPieces } from '../../src/autoencoder/oobleck/pieces.js'

const CHANNELS = 2

/** Element i of channel c is 1000 c + i, from `start` up to, not including, `end`. */
const sequence = (start: number, end: number): Latent =>
  build([1, CHANNELS, end - start], (out) => {
    const length = end - start
    out.forEach((_, i) => (out[i] = 1000 * Math.floor(i / length) + start + (i % length)))
  })

const piecesOf = (lengths: readonly number[]): readonly Piece[] =>
  lengths.reduce<readonly Piece[]>((pieces, length) => {
    const at = pieces.reduce((sum, { values }) => sum + values.shape[2], 0)
    return [...pieces, { at, values: sequence(at, at + length) }]
  }, [])

describe('pieces of a sequence', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })

  it('give any stretch of it, also when those are let go that lie before', () => {
    fc.assert(
      fc.property(lengths, fc.nat(100), fc.nat(100), (sizes, a, b) => {
        const total = sizes.reduce((sum, one) => sum + one, 0)
        const start = a % total
        const end = start + 1 + (b % (total - start))
        const left = piecesFrom(piecesOf(sizes), start)
        expect(stretchOfPieces(left, CHANNELS, start, end)).toEqual(sequence(start, end))
        expect(left.every(({ at, values }) => at + values.shape[2] > start)).toBe(true)
      }),
    )
  })

  it('say how far they go', () => {
    const pieces = piecesOf([3, 4])
    expect([6, 7, 8].map((end) => coversUntil(pieces, end))).toEqual([true, true, false])
    expect(coversUntil([], 0)).toBe(false)
  })
})
