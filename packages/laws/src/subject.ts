import type { NoSlot, Refused, Shape, Step } from '@sigmastream/core'
import { type Plan, plan } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/** What the laws need to know of a sampler, beside how to plan a run of it. */
export interface Traits {
  /** Whether its result depends on noise beyond the start. */
  readonly stochastic?: boolean
  /** Whether it decides for a batch as a whole, so that an item alone may be run in another way. */
  readonly batchwise?: boolean
  /** The order of convergence it claims; without one, none is measured. */
  readonly order?: number
}

/** A sampler under test. `plan` makes a run over falling sigmas for latents `[batch, channels, frames]`. */
export interface Subject<S = NoSlot> extends Traits {
  readonly name: string
  readonly plan: (sigmas: readonly number[], shape: Shape) => E.Either<Refused, Plan<S>>
}

/** The subject of a sampler that is a step: it runs over any list of sigmas. */
export const stepSubject = (name: string, step: Step, traits: Traits = {}): Subject => ({
  ...traits,
  name,
  plan: (sigmas, shape) => plan(step, sigmas, shape),
})

/**
 * Whether the subject goes down the sigmas it is given; an adaptive one chooses its intervals, and laws about a list
 * are not its.
 */
export const isListed = <S>(subject: Subject<S>): boolean =>
  pipe(
    subject.plan([4, 2, 1, 0], [1, 1, 1]),
    E.match(
      () => true,
      ({ intervals }) => typeof intervals !== 'function',
    ),
  )
