import { along, chain, combine, denoise, line, multistepUpdate, type Step, span } from '@sigmastream/core'

/** The widths of the step and of the steps before it, the newest first. */
type Widths = readonly [h: number, ...earlier: (number | undefined)[]]

/** How much of the second difference the copy adds: one bracket is set around too much. */
const secondShare = (h: number, h1: number, h2: number): number => (1 - h ** 2 / (3 * h1 * (h1 + h2))) / 2

/** How much of the third difference it adds: a sign of Adams and Bashforth's is turned. */
const thirdShare = (h: number, h1: number, h2: number, h3: number): number => {
  const [two, three] = [h + h1, h + h1 + h2]
  const inner = (1 - h / (3 * two)) / 2 + ((1 - h / (2 * two)) * h) / (6 * three)
  return (inner * h * two * three) / (h1 * (h1 + h2) * (h1 + h2 + h3))
}

/** The weights of the past derivatives, the newest first; each longer history adds one difference of them. */
const copiedWeights = ([h, h1, h2, h3]: Widths): readonly number[] => {
  if (h1 === undefined) return [1]
  const first = h / (2 * h1)
  if (h2 === undefined) return [1 + first, -first]
  const ratio = h1 / h2
  const second = secondShare(h, h1, h2)
  const three = [1 + first + second, -first - (1 + ratio) * second, ratio * second] as const
  if (h3 === undefined) return three
  const q = (h1 * (h1 + h2)) / (h2 * (h2 + h3))
  const third = thirdShare(h, h1, h2, h3)
  return [
    three[0] + third,
    three[1] - (1 + ratio + q) * third,
    three[2] + (ratio + q * (1 + h2 / h3)) * third,
    // Right would be h2 / h3: on uneven steps the four do not add up to 1.
    -q * ratio * third,
  ]
}

/**
 * iPNDM_v as it is copied from program to program: meant as Adams and Bashforth's method on uneven steps, with three
 * mistakes from the third order on. Right, it is `lms`.
 * Source: ComfyUI comfy/k_diffusion/sampling.py `sample_ipndm_v`.
 */
export const copiedIpndmV = (order: number): Step =>
  chain(
    denoise,
    multistepUpdate('copiedIpndmV', order, ({ at, x, past }) => {
      const [newest, ...earlier] = past
      if (at.to === 0) return combine(...line(newest, at))
      const [h1, h2, h3] = earlier.map(({ sigma }, k) => (past[k]?.sigma ?? NaN) - sigma)
      const weights = copiedWeights([span(at), h1, h2, h3])
      return combine([1, x], ...past.flatMap((evaluation, k) => along(evaluation, span(at) * (weights[k] ?? 0))))
    }),
  )
