import { latents, sameBits, shapes, softMasks } from '@sigmastream/laws'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { build, combine, constant, type Latent, maskedBlend, type Shape, type Term } from '../src/index.js'
import { blockFloats } from '../src/numerics/kernel.js'

const line = (frames: number): Shape => [1, 1, frames]

/** Values that differ everywhere, so that a misplaced block or vector shows. */
const ramp = (frames: number, scale: number): Latent =>
  build(line(frames), (out) => out.forEach((_, i) => (out[i] = scale * Math.sin(i * 0.7 + scale))))

/** The sum in float64, and how far float32 may be from it: a rounding of every coefficient, product and sum. */
const reference = (terms: readonly Term[], i: number): { readonly sum: number; readonly bound: number } => {
  const products = terms.map(([coefficient, { data }]) => coefficient * (data[i] ?? Number.NaN))
  const size = products.reduce((total, product) => total + Math.abs(product), 0)
  return {
    sum: products.reduce((total, product) => total + product, 0),
    bound: (terms.length + 2) * (2 ** -24 * size + 2 ** -149),
  }
}

const offPlaces = (result: Latent, terms: readonly Term[]): readonly number[] =>
  [...result.data.slice().keys()].filter((i) => {
    const { sum, bound } = reference(terms, i)
    return !(Math.abs((result.data[i] ?? Number.NaN) - sum) <= bound)
  })

// Around one block, around two, and a last vector of every length.
const lengths = [1, 2, 3, 4, 5, 15, 16, 17, blockFloats - 1, blockFloats, blockFloats + 1, 2 * blockFloats + 3]

describe('combine', () => {
  const counts = [1, 2, 3, 4, 5, 6, 7, 8]
  it.each(lengths.flatMap((length) => counts.map((count) => [length, count] as const)))(
    'over %i elements equals the float64 sum of %i terms within float32 rounding',
    (length, count) => {
      const [first, ...rest] = Array.from(
        { length: count },
        (_, k): Term => [0.3 + k * 0.7, ramp(length, (k + 1) * (k % 2 === 0 ? 1 : -1))],
      )
      if (first === undefined) throw new Error('there is a first of at least one')
      expect(offPlaces(combine(first, ...rest), [first, ...rest])).toEqual([])
    },
  )

  it('equals the float64 sum for any finite values and coefficients', () => {
    const coefficient = fc.integer({ min: -100_000, max: 100_000 }).map((n) => n / 1000)
    const cases = shapes({ frames: [1, 9] }).chain((shape) => {
      const term = fc.tuple(coefficient, latents(shape, 1e6))
      return fc.tuple(term, fc.array(term, { maxLength: 7 }))
    })
    fc.assert(
      fc.property(cases, ([first, rest]) => {
        expect(offPlaces(combine(first, ...rest), [first, ...rest])).toEqual([])
      }),
    )
  })

  it('drops a term whose coefficient is 0, so that an infinity in it leaves no NaN', () => {
    const endless = constant(line(3), Infinity)
    expect([...combine([0, endless], [2, constant(line(3), 1.5)]).data]).toEqual([3, 3, 3])
    expect([...combine([-0, endless]).data]).toEqual([0, 0, 0])
  })

  it('takes eight terms at most, and says so rather than drop one', () => {
    const term = (): Term => [1, constant(line(2), 1)]
    const nine = [term(), term(), term(), term(), term(), term(), term(), term(), term()] as const
    expect(() => combine(...nine)).toThrow(/eight|8/)
  })

  it('of one latent, once, is that latent and no copy', () => {
    const x = ramp(4, 1)
    expect(combine([1, x])).toBe(x)
    expect(combine([1, x], [0, ramp(4, 2)])).toBe(x)
  })

  it('gives each call a result of its own, and leaves its terms as they were', () => {
    const x = ramp(5, 1)
    const before = [...x.data]
    const first = combine([2, x])
    const kept = [...first.data]
    combine([3, x], [4, first])
    expect([...first.data]).toEqual(kept)
    expect([...x.data]).toEqual(before)
  })
})

describe('maskedBlend', () => {
  it.each(lengths)('over %i elements takes x at 1, y at 0, and blends between', (length) => {
    const [x, y] = [ramp(length, 3), ramp(length, -5)]
    const mask = build(line(length), (out) => out.forEach((_, i) => (out[i] = [0, 1, 0.25][i % 3] ?? 0)))
    const result = maskedBlend(mask, x, [[1, y]])
    const wrong = [...mask.data].filter((m, i) => {
      const [a = Number.NaN, b = Number.NaN, out = Number.NaN] = [x.data[i], y.data[i], result.data[i]]
      return m === 1 ? !Object.is(out, a) : m === 0 ? !Object.is(out, b) : !(Math.abs(out - (b + m * (a - b))) <= 2e-6)
    })
    expect(wrong).toEqual([])
  })

  it('is exact where it selects, whatever is on the other side: infinities, NaN, and both zeros', () => {
    const strange = build(line(6), (out) => out.set([Infinity, -Infinity, Number.NaN, Infinity, 1e38, -1e38]))
    const plain = build(line(6), (out) => out.set([1, -0, 0, 2 ** -149, -1e38, 1e38]))
    expect(sameBits(maskedBlend(constant(line(6), 1), plain, [[1, strange]]), plain)).toBe(true)
    expect(sameBits(maskedBlend(constant(line(6), 0), strange, [[1, plain]]), plain)).toBe(true)
  })

  it('stays between x and y, to rounding', () => {
    const cases = shapes().chain((shape) => fc.tuple(softMasks(shape), latents(shape, 100), latents(shape, 100)))
    fc.assert(
      fc.property(cases, ([mask, x, y]) => {
        const result = maskedBlend(mask, x, [[1, y]])
        const outside = [...result.data].filter((value, i) => {
          const [a = Number.NaN, b = Number.NaN] = [x.data[i], y.data[i]]
          return !(value >= Math.min(a, b) - 4e-5 && value <= Math.max(a, b) + 4e-5)
        })
        expect(outside).toEqual([])
      }),
    )
  })
})
