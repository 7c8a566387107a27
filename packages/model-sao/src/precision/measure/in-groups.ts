import type { StoredWeight } from '@sigmastream/checkpoint'

/** How many values a weight has. */
export const countOf = ({ shape }: Pick<StoredWeight, 'shape'>): number => shape.reduce((count, n) => count * n, 1)

/** Things in their order, in groups whose sizes add up to at most so much, or that are one thing which is larger. */
export const inGroups = <A>(all: readonly A[], sizeOf: (one: A) => number, most: number): readonly (readonly A[])[] =>
  all.reduce<readonly (readonly A[])[]>((groups, one) => {
    const last = groups.at(-1) ?? []
    const size = last.reduce((sum, other) => sum + sizeOf(other), sizeOf(one))
    return last.length > 0 && size <= most ? [...groups.slice(0, -1), [...last, one]] : [...groups, [one]]
  }, [])

/** Values of weights that are measured at once: about a block of the published model, 180 MB in float32. */
export const TOGETHER = 45e6
