// The algorithm of Toom and Cook, turned round: `outputs` neighbouring outputs of a correlation of `taps` taps by as many products as there
// are points, of which infinity is one. Winograd 1980, Arithmetic Complexity of Computations; Lavin and Gray 2016 (arXiv 1509.09308).

/** p (x - root); the coefficient of the highest power is last. */
const timesRoot = (p, root) => Array.from({ length: p.length + 1 }, (_, i) => (p[i - 1] ?? 0) - root * (p[i] ?? 0))
const withRoots = (roots) => roots.reduce(timesRoot, [1])
const powers = (x, count) => Array.from({ length: count }, (_, i) => x ** i)
const highest = (count) => Array.from({ length: count }, (_, i) => (i === count - 1 ? 1 : 0))
const scaled = (row, factor) => row.map((value) => value * factor)

/**
 * Matrices of y = after ((kernel g) * (before x)), * element by element: `before` `[products, products]`, `kernel` `[products, taps]`,
 * `after` `[outputs, products]`. Rows of `before` are scaled by powers of two to a size of about one, those of `kernel` the other way.
 *
 * @param {number} outputs
 * @param {number} taps
 * @param {readonly number[]} points `outputs + taps - 2` of them
 */
export const toomCook = (outputs, taps, points) => {
  const interpolated = [
    ...points.map((point) => {
      const others = withRoots(points.filter((other) => other !== point))
      const value = others.reduce((sum, factor, power) => sum + factor * point ** power, 0)
      return [...scaled(others, 1 / value), 0]
    }),
    withRoots(points),
  ]
  const sizes = interpolated.map((row) => 2 ** Math.round(Math.log2(Math.max(...row.map(Math.abs)))))
  const evaluated = (count) => [...points.map((point) => powers(point, count)), highest(count)]
  const atOutputs = evaluated(outputs)
  return {
    before: interpolated.map((row, i) => scaled(row, 1 / sizes[i])),
    kernel: evaluated(taps).map((row, i) => scaled(row, sizes[i])),
    after: Array.from({ length: outputs }, (_, output) => atOutputs.map((row) => row[output])),
  }
}
