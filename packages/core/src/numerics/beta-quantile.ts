/** Terms of the continued fraction, many times what it takes; and how near 1 a factor ends it. */
const mostTerms = 10_000
const near1 = 1e-16

/** A number that is never 0: where a factor of the fraction would be, its product goes on from here. */
const unlessZero = (value: number): number => (Math.abs(value) < 1e-300 ? 1e-300 : value)

/** The even and the odd numerator of the fraction, of the m-th pair. */
const numerators = (x: number, a: number, b: number, m: number): readonly [number, number] => [
  (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
  (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
]

/**
 * The incomplete beta function B_x(a, b) by its continued fraction, for x below (a + 1) / (a + b + 2): NIST Digital
 * Library of Mathematical Functions, 8.17.22, by Lentz's products (Press et al., Numerical Recipes, 5.2).
 */
const incompleteBeta = (x: number, a: number, b: number): number => {
  let c = 1
  let d = 1 / unlessZero(1 - ((a + b) * x) / (a + 1))
  let product = d
  for (let m = 1; m < mostTerms; m++) {
    const before = product
    for (const numerator of numerators(x, a, b, m)) {
      d = 1 / unlessZero(1 + numerator * d)
      c = unlessZero(1 + numerator / c)
      product *= c * d
    }
    if (Math.abs(product / before - 1) < near1) break
  }
  return (x ** a * (1 - x) ** b * product) / a
}

/** The two parts of B(a, b), below x and above it; each is computed where its fraction converges. */
const partsOf = (x: number, a: number, b: number, whole: number): number =>
  x < (a + 1) / (a + b + 2) ? incompleteBeta(x, a, b) / whole : 1 - incompleteBeta(1 - x, b, a) / whole

/** Halvings of [0, 1] until a double holds no more. */
const halvings = 60

/**
 * The quantiles of the beta distribution, `a` and `b` above 0: at which x a share p of it lies below, p from 0 to 1.
 * Right to about 1e-15, by halving.
 */
export const betaQuantile = (a: number, b: number): ((p: number) => number) => {
  const middle = (a + 1) / (a + b + 2)
  const whole = incompleteBeta(middle, a, b) + incompleteBeta(1 - middle, b, a)
  return (p) => {
    if (p <= 0 || p >= 1) return p <= 0 ? 0 : 1
    let [low, high] = [0, 1]
    for (let i = 0; i < halvings; i++) {
      const x = (low + high) / 2
      if (partsOf(x, a, b, whole) < p) low = x
      else high = x
    }
    return (low + high) / 2
  }
}
