// What a random tensor's values are, a piece at a time: the largest is far larger than what should be held at once.

/** Numbers in a piece. */
const pieceLength = 1 << 22

/** Uniform values of deviation `scale`, by xorshift: quick, and the same each time. */
let state = 456
const random = (scale) => (count) => {
  const out = new Float32Array(count)
  const width = scale * Math.sqrt(12)
  let x = state
  for (let i = 0; i < count; i++) {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    out[i] = (x / 2 ** 32) * width
  }
  state = x
  return out
}

/** The same number everywhere. */
export const constant = (value) => () => (count) => new Float32Array(count).fill(value)

/** Uniform values of one deviation. */
export const uniform = (scale) => () => random(scale)

/** Values that keep the signal's size from layer to layer: so many go into one. */
export const byInputs = (shape) => {
  const inputs = shape.slice(1).reduce((a, b) => a * b, 1)
  return random(shape.length > 1 ? 1 / Math.sqrt(inputs) : 1)
}

/** Rotary frequencies; a table that is shorter than a piece. */
export const frequencies = () => (count) => Float32Array.from({ length: count }, (_, i) => 10000 ** (-i / count))

/**
 * How many numbers a shape has.
 *
 * @param {readonly number[]} shape
 */
export const countOf = (shape) => shape.reduce((a, b) => a * b, 1)

/**
 * Pieces of a tensor's values, in order: the first rule whose expression the name fits says what they are.
 *
 * @param {readonly (readonly [RegExp, (shape: readonly number[]) => (count: number) => Float32Array])[]} rules
 * @param {string} name
 * @param {readonly number[]} shape
 */
export function* piecesOf(rules, name, shape) {
  const [, kind] = rules.find(([expression]) => expression.test(name))
  const next = kind(shape)
  for (let left = countOf(shape); left > 0; left -= pieceLength) yield next(Math.min(left, pieceLength))
}
