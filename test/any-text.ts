import fc from 'fast-check'

const [surrogates, behind, last] = [0xd800, 0xe000, 0x10ffff]

/** The code point of a text that is a single one: fast-check puts names like `__proto__` together of what it can read so. */
const pointOf = (text: unknown): number => {
  const [first = '', ...more] = typeof text === 'string' ? text : ''
  const point = first.codePointAt(0)
  if (point === undefined || more.length > 0) throw new Error('no single code point')
  return point
}

/**
 * Any text of whole code points, as `fc.string({ unit: 'binary' })` is, which lists all million of them first: that
 * takes a second, and they are kept.
 */
export const anyText: fc.Arbitrary<string> = fc.string({
  unit: fc
    .oneof(fc.integer({ min: 0, max: surrogates - 1 }), fc.integer({ min: behind, max: last }))
    .map((point) => String.fromCodePoint(point), pointOf),
})
