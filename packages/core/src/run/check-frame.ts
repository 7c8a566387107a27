import { type Refused, refusal } from '../errors.js'
import type { Interval } from '../interval.js'
import { sameShape, showShape } from '../shape.js'
import { type Fingerprint, fingerprintOf, showFingerprint } from './fingerprint.js'
import type { Frame } from './frame.js'
import type { Plan } from './plan.js'

const subject = 'the frame'

const showInterval = ({ index, from, to }: Interval): string => `step ${index}, from sigma ${from} to ${to}`

/** That it says itself to be of another plan; one that was made in this process says nothing. */
const otherPlan = (own: Fingerprint, plan: Plan): Refused | null => {
  const here = fingerprintOf(plan)
  if (own.hash === here.hash) return null
  const [was, is] = [own, here].map(showFingerprint)
  return refusal(
    subject,
    `one of another plan, ${was}${was === is ? ' over other noise levels' : ''}`,
    was === is ? 'one of this plan' : `one of ${is}`,
  )
}

/**
 * What speaks against going on with a plan from a frame, as far as it can be told: the frame says that it is of another,
 * its latents have another shape, or it stands between two levels between which the plan has no step.
 */
export const frameRefusal = (plan: Plan, { at, carry, plan: own }: Frame): Refused | null => {
  const { intervals, shape } = plan
  const other = own === undefined ? null : otherPlan(own, plan)
  if (other !== null) return other
  if (!sameShape(carry.x.shape, shape))
    return refusal(subject, `latents of ${showShape(carry.x.shape)}`, `one of ${showShape(shape)}`)
  const isThere =
    typeof intervals === 'function' ||
    intervals.some(({ index, from, to }) => index === at.index && from === at.from && to === at.to)
  return isThere ? null : refusal(subject, `${showInterval(at)}, which this plan has not`, 'one of its own')
}
