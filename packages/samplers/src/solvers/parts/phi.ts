/** n! of a small n. */
export const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1))

/** With |z| below 1 so many terms leave less than a unit in the last place. */
const seriesTerms = 20

/**
 * The phi function of exponential integrators, sum_j z^j / (j + k)!: phi(0, z) is e^z, phi(1, z) is (e^z - 1) / z. Near 0
 * by its series, where the recursion would lose its digits. Hochbruck and Ostermann 2010, section 2.1.
 */
export const phi = (k: number, z: number): number => {
  if (k === 0) return Math.exp(z)
  if (Math.abs(z) >= 1) return (phi(k - 1, z) - 1 / factorial(k - 1)) / z
  const tail = (j: number): number => (j === seriesTerms ? 0 : 1 + (z / (j + k + 1)) * tail(j + 1))
  return tail(0) / factorial(k)
}
