import fc from 'fast-check'
import { expect, it } from 'vitest'

const holds = (check: () => void): boolean => {
  try {
    check()
    return true
  } catch {
    return false
  }
}

it('lists of numbers are equal where the plain lists of them are', () => {
  const list = fc.array(fc.constantFrom(0, -0, 1, Number.NaN, Infinity), { maxLength: 3 })
  fc.assert(
    fc.property(list, list, (a, b) => {
      const plain = holds(() => expect(a).toEqual(b))
      for (const kind of [Float32Array, Float64Array])
        expect(holds(() => expect({ x: [kind.from(a)] }).toEqual({ x: [kind.from(b)] }))).toBe(plain)
    }),
  )
})

it('lists of another kind or length are not equal', () => {
  expect(Float32Array.of(1)).not.toEqual(Float64Array.of(1))
  expect(Uint8Array.of(1)).not.toEqual(Buffer.of(1))
  expect(Uint8Array.of(1)).not.toEqual([1])
  expect(Uint8Array.of(1, 0)).not.toEqual(Uint8Array.of(1))
  expect(BigInt64Array.of(1n)).not.toEqual(BigInt64Array.of(2n))
  expect(BigInt64Array.of(1n)).toEqual(BigInt64Array.of(1n))
})
