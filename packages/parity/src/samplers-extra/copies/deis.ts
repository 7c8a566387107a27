import { along, chain, combine, denoise, type Levels, line, multistepUpdate, type Step } from '@sigmastream/core'

/** How many points the copy sums over. */
const POINTS = 10_000

/** The rates of the variance-preserving process that goes from sigma 0.002 at time 0.001 to 80 at time 1. */
const [shortest, low, high] = [1e-3, Math.log1p(0.002 ** 2), Math.log1p(80 ** 2)]
const slope = (2 * (low / shortest - high)) / (shortest - 1)
const least = high - slope / 2

/** The time of that process at a sigma: log(1 + sigma^2) = slope t^2 / 2 + least t. */
const timeOf = (sigma: number): number => (Math.sqrt(least ** 2 + 2 * slope * Math.log1p(sigma ** 2)) - least) / slope

/** dsigma/dt of that process. */
const speedAt = (time: number): number => {
  const variance = Math.expm1((slope / 2) * time ** 2 + least * time)
  return ((slope * time + least) * (1 + variance)) / (2 * Math.sqrt(variance))
}

/** The Lagrange polynomial that is 1 at `nodes[which]` and 0 at the others. */
const lagrange = (nodes: readonly number[], which: number, at: number): number =>
  nodes.reduce(
    (product, node, k) => (k === which ? product : (product * (at - node)) / ((nodes[which] ?? node) - node)),
    1,
  )

/** The weight of each past derivative: its polynomial in time, summed over points that are one too many for their width. */
const weights = (sigmas: readonly number[], { from, to }: Levels): readonly number[] => {
  const nodes = sigmas.map(timeOf)
  const [start, end] = [timeOf(from), timeOf(to)]
  const sums = nodes.map(() => 0)
  for (let i = 0; i < POINTS; i++) {
    const time = start + ((end - start) * i) / (POINTS - 1)
    const speed = speedAt(time)
    nodes.forEach((_, k) => (sums[k] = (sums[k] ?? 0) + speed * lagrange(nodes, k, time)))
  }
  return sums.map((sum) => (sum * (end - start)) / POINTS)
}

/**
 * DEIS as it is copied from program to program: polynomials in the time of a process that is wired to sigma 0.002..80,
 * whatever the model's own range, and weights summed so that they come out 1 in 10 000 too small or large.
 * Source: ComfyUI comfy/k_diffusion/deis.py `get_deis_coeff_list`; the method is Zhang and Chen 2022 (tAB-DEIS).
 */
export const copiedDeis = (order: number): Step =>
  chain(
    denoise,
    multistepUpdate('copiedDeis', order, ({ at, x, past }) => {
      const [newest, ...earlier] = past
      if (at.to === 0 || earlier.length === 0) return combine(...line(newest, at))
      const parts = weights(
        past.map(({ sigma }) => sigma),
        at,
      )
      return combine([1, x], ...past.flatMap((evaluation, k) => along(evaluation, parts[k] ?? 0)))
    }),
  )
