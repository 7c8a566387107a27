/**
 * The solution of a small square system by Gaussian elimination. Rows are not swapped: no pivot of a matrix of the powers
 * of distinct numbers, which is what this is for, is 0.
 */
export const solve = (matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] => {
  const [[pivot, ...tail] = [], ...rows] = matrix
  const [value, ...values] = right
  if (pivot === undefined || value === undefined) return []
  const factors = rows.map(([lead = 0]) => lead / pivot)
  const others = solve(
    rows.map(([, ...row], i) => row.map((one, k) => one - (factors[i] ?? 0) * (tail[k] ?? 0))),
    values.map((one, i) => one - (factors[i] ?? 0) * value),
  )
  return [(value - tail.reduce((sum, one, k) => sum + one * (others[k] ?? 0), 0)) / pivot, ...others]
}
