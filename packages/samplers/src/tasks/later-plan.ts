import { type CountRule, carryAt, combine, type Latent, type Plan, type Term } from '@sigmastream/core'

/** The lane of the noise that the reference is started with. */
const transferLane = 'transfer'

/**
 * The plan without its first floor(strength * steps) intervals, started from what `started` makes of the noised reference,
 * which is told as the terms that it is the sum of. The plan's own starting noise stays declared.
 */
export const laterPlan = (
  plan: Plan,
  reference: Latent,
  strength: number,
  count: CountRule | undefined,
  started: (noised: readonly [Term, Term], own: () => Latent) => Latent = (noised) => combine(...noised),
): Plan => {
  const { first, intervals, slot } = plan.later(strength, count)
  const draw = { lane: transferLane, at: first }
  return {
    ...plan,
    intervals,
    start: {
      draws: [...plan.start.draws, draw],
      carry: (noise) => {
        const noised = [
          [1, reference],
          [first.from, noise({ ...draw, shape: plan.shape })],
        ] as const
        return carryAt(
          started(noised, () => plan.start.carry(noise).x),
          slot,
        )
      },
    },
  }
}
