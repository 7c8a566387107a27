import type { Levels } from '@sigmastream/core'

/** The Lagrange polynomial that is 1 at `nodes[which]` and 0 at the others. */
export const lagrange =
  (nodes: readonly number[], which: number) =>
  (at: number): number =>
    nodes.reduce(
      (product, node, k) => (k === which ? product : (product * (at - node)) / ((nodes[which] ?? node) - node)),
      1,
    )

/** The integral by two Gauss-Legendre points on each of so many equal pieces: of a cubic it is exact with one. */
export const integral = (f: (at: number) => number, { from, to }: Levels, pieces: number): number => {
  const border = (i: number): number => (i === pieces ? to : from + (i * (to - from)) / pieces)
  return Array.from({ length: pieces }, (_, i) => {
    const middle = (border(i) + border(i + 1)) / 2
    const half = (border(i + 1) - border(i)) / 2
    return half * (f(middle - half / Math.sqrt(3)) + f(middle + half / Math.sqrt(3)))
  }).reduce((sum, piece) => sum + piece, 0)
}
