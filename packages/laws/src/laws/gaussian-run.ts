/** Gaussian data, and the levels between which the orders of stochastic samplers are measured. */
export const gaussian = { mean: 0.5, deviation: 1, from: 4, to: 0.25 }

/** So many steps between them, even in log sigma. */
export const evenSigmas = (steps: number): readonly number[] =>
  Array.from({ length: steps + 1 }, (_, i) => gaussian.from * (gaussian.to / gaussian.from) ** (i / steps))
