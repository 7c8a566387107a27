import {
  type Carry,
  choose,
  combine,
  draw,
  fallible,
  type Gate,
  type Lane,
  type Refused,
  refusal,
  type Step,
  withX,
} from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type DetoursOf, goesDownLists, withDetours } from './jumps.js'

/** Back up, where the noise level rises. */
const rises: Gate = ({ from, to }) => to > from

/** Noise from one level up to another. What was remembered belongs to the x before it, and goes. */
const jumpUp = (lane: Lane, noise: number): Step =>
  fallible(
    'jumpUp',
    (carry: Carry, env) =>
      pipe(
        draw(env, lane, carry.x.shape),
        E.map((eps) => ({
          ...withX(carry, combine([1, carry.x], [noise * Math.sqrt(env.at.to ** 2 - env.at.from ** 2), eps])),
          past: [],
        })),
      ),
    { draws: () => [lane] },
  )

/** A step on its list with detours in it, up which noise of a lane brings x, inflated by `noise`. */
export const withJumps = (detoursOf: DetoursOf, lane: Lane, noise: number, inner: Step): Step => ({
  ...choose(rises, jumpUp(lane, noise), inner),
  ownIntervals: withDetours(detoursOf, inner.ownIntervals),
})

/** The refusal of a sampler that does not go down the list in which the jumps are. */
export const refusedUnlessListed = (subject: string, inner: Step): Refused | null =>
  goesDownLists(inner)
    ? null
    : refusal(subject, `${inner.name}, which finds its own intervals`, 'a sampler that goes down the list')
