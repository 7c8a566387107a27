import { latents, mustHaveSameBits, orThrow, shapes } from '@sigmastream/laws'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { batchItem, build, constant, latent, sameShape, showShape, sizeOf, stack } from '../src/index.js'

describe('a latent', () => {
  it('from outside is a copy: what happens to the values later does not reach it', () => {
    const values = [1, 2, 3, 4]
    const made = orThrow(latent([1, 2, 2], values))
    values[0] = 9
    expect([...made.data]).toEqual([1, 2, 3, 4])
    expect(made.shape).toEqual([1, 2, 2])
  })

  it('holds float32: values are rounded on the way in', () => {
    expect(orThrow(latent([1, 1, 1], [0.1])).data[0]).toBe(Math.fround(0.1))
  })

  it.each([
    [[0, 1, 1] as const, '0x1x1'],
    [[1, -2, 1] as const, '1x-2x1'],
    [[1, 1, 1.5] as const, '1x1x1.5'],
    [[1, Number.NaN, 1] as const, '1xNaNx1'],
    [[1, 1, Infinity] as const, '1x1xInfinity'],
  ])('of shape %j is refused', (shape, shown) => {
    expect(latent(shape, [1])).toEqual(
      E.left({
        _tag: 'Refused',
        subject: 'latent',
        wrong: `a shape of ${shown}`,
        right: 'three whole numbers of at least 1: [batch, channels, frames]',
      }),
    )
  })

  it('is refused with another number of values than its shape has', () => {
    expect(latent([1, 2, 3], [1, 2])).toEqual(
      E.left({ _tag: 'Refused', subject: 'latent', wrong: '2 values for a shape of 1x2x3', right: '6 values' }),
    )
  })

  it('is built of zeros where nothing is written, and of one value where it is constant', () => {
    expect([...build([1, 1, 3], () => undefined).data]).toEqual([0, 0, 0])
    expect([...constant([1, 1, 2], 2.5).data]).toEqual([2.5, 2.5])
  })

  it('taken apart into items and stacked again is the same', () => {
    fc.assert(
      fc.property(
        shapes({ batch: [1, 4] }).chain((shape) => latents(shape)),
        (whole) => {
          const [first, ...rest] = Array.from({ length: whole.shape[0] }, (_, i) => batchItem(whole, i))
          expect(first?.shape).toEqual([1, whole.shape[1], whole.shape[2]])
          if (first !== undefined) mustHaveSameBits('stacked', stack([first, ...rest]), whole)
        },
      ),
    )
  })

  it('has a shape that can be measured, compared and printed', () => {
    expect(sizeOf([2, 3, 5])).toBe(30)
    expect(showShape([2, 3, 5])).toBe('2x3x5')
    expect(sameShape([2, 3, 5], [2, 3, 5])).toBe(true)
    expect(
      [
        [1, 3, 5],
        [2, 1, 5],
        [2, 3, 1],
      ].map(([b = 0, c = 0, f = 0]) => sameShape([2, 3, 5], [b, c, f])),
    ).toEqual([false, false, false])
  })
})
