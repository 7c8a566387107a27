import type { StoredWeight } from '../../checkpoint/weights.js'

const countOf = ({ shape }: StoredWeight): number => shape.reduce((count, n) => count * n, 1)

/** Weights in their order, in groups that have at most so many values, or are one weight that has more. */
export const groupWeights = (weights: readonly StoredWeight[], most: number): readonly (readonly StoredWeight[])[] =>
  weights.reduce<readonly (readonly StoredWeight[])[]>((groups, weight) => {
    const last = groups.at(-1) ?? []
    const size = last.reduce((sum, one) => sum + countOf(one), countOf(weight))
    return last.length > 0 && size <= most ? [...groups.slice(0, -1), [...last, weight]] : [...groups, [weight]]
  }, [])
