/**
 * A Brownian path over sigma as a sum (Levy and Ciesielski): W(sigma) = sum over nodes of weight(sigma) times one
 * standard normal for each node. The path is fixed by its normals, so a question never changes it, and no range or step
 * is needed beforehand. Source: Karatzas and Shreve, "Brownian Motion and Stochastic Calculus", section 2.3; as a tree
 * over virtual dyadic midpoints: Li et al. 2020, "Scalable gradients for stochastic differential equations", algorithm
 * 3.
 *
 * Sigmas are rounded to a grid, as floating-point numbers are: each octave [2^e, 2^(e + 1)] has 2^14 ticks, so a sigma
 * moves by at most 1 in 32 768 of itself. On the grid the law is exact. Below 2^-20 sigma counts as 0.
 */
const DEPTH = 14
const TICKS = 2 ** DEPTH
const LOWEST_EXPONENT = -20

/**
 * A sigma's place on the grid: `octave` 0 is [0, 2^-20], and octave k is [2^(k - 21), 2^(k - 20)]; `tick` is within it.
 */
export interface GridSigma {
  readonly octave: number
  readonly tick: number
}

/** The place nearest to a sigma of at least 0; 0 itself is the start of octave 0. */
export const toGrid = (sigma: number): GridSigma => {
  if (sigma < 2 ** LOWEST_EXPONENT) return { octave: 0, tick: 0 }
  const exponent = Math.floor(Math.log2(sigma))
  // An exponent that is one off (log2 is not exact) gives tick TICKS or a rounded 0: the same sigma either way.
  const tick = Math.round((sigma / 2 ** exponent - 1) * TICKS)
  return tick === TICKS
    ? { octave: exponent - LOWEST_EXPONENT + 2, tick: 0 }
    : { octave: exponent - LOWEST_EXPONENT + 1, tick }
}

const startOf = (octave: number): number => (octave === 0 ? 0 : 2 ** (octave - 1 + LOWEST_EXPONENT))
const lengthOf = (octave: number): number => (octave === 0 ? 2 ** LOWEST_EXPONENT : startOf(octave))

/** The sigma at a place of the grid. */
export const fromGrid = ({ octave, tick }: GridSigma): number => startOf(octave) + (tick / TICKS) * lengthOf(octave)

/**
 * One node's share of an increment. `node` is a whole number that names the node: the octave's own, or one of its
 * midpoints.
 */
export interface Share {
  readonly node: number
  readonly weight: number
}

const nameOf = (octave: number, inOctave: number): number => octave * 2 * TICKS + inOctave

/** What the midpoints of its octave add at a place: at each level a tent over the interval that holds it. */
const tents = ({ octave, tick }: GridSigma): readonly Share[] =>
  Array.from({ length: DEPTH }, (_, level) => {
    const width = TICKS / 2 ** level
    const inside = tick % width
    const height = Math.min(inside, width - inside)
    const node = nameOf(octave, 2 ** level + (tick - inside) / width)
    return { node, weight: height * Math.sqrt(lengthOf(octave) / TICKS / width) }
  })

/** What whole octaves, up to the place itself, add to the way from `low` to `high`: a straight line in each. */
const lines = (low: GridSigma, high: GridSigma): readonly Share[] =>
  Array.from({ length: high.octave - low.octave + 1 }, (_, i) => {
    const octave = low.octave + i
    const from = octave === low.octave ? low.tick / TICKS : 0
    const to = octave === high.octave ? high.tick / TICKS : 1
    return { node: nameOf(octave, 0), weight: (to - from) * Math.sqrt(lengthOf(octave)) }
  })

/**
 * W(high) - W(low) as shares of nodes, those of no weight left out. The squares of the weights add up to the distance
 * of the two sigmas: the variance of the increment.
 */
export const increment = (low: GridSigma, high: GridSigma): readonly Share[] => {
  const below = new Map(tents(low).map(({ node, weight }) => [node, weight]))
  const above = tents(high).map(({ node, weight }) => ({ node, weight: weight - (below.get(node) ?? 0) }))
  const shared = new Set(above.map(({ node }) => node))
  const left = tents(low).flatMap(({ node, weight }) => (shared.has(node) ? [] : [{ node, weight: -weight }]))
  return [...lines(low, high), ...above, ...left].filter(({ weight }) => weight !== 0)
}
