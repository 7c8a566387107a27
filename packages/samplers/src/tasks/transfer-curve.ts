import { type CountRule, combine, type Latent, maskedBlend, type Plan } from '@sigmastream/core'
import { firstsOfStrengths, framesWhere, holdBack } from './hold-back.js'
import { laterPlan } from './later-plan.js'
import { project } from './project.js'

/** Style transfer whose strength is a number for each frame, of which not all are the same: see `styleTransfer`. */
export const transferCurve = (plan: Plan, reference: Latent, strengths: readonly number[], count?: CountRule): Plan => {
  const fromNoise = framesWhere(plan.shape, (frame) => strengths[frame] === 0)
  const least = strengths.reduce((one, other) => Math.min(one, other))
  const later = laterPlan(plan, reference, least, count, (noised, own) =>
    least === 0 ? maskedBlend(fromNoise, own(), noised) : combine(...noised),
  )
  const firsts = firstsOfStrengths(plan, strengths, count)
  return { ...later, step: holdBack(plan.step, plan.shape, firsts, (begun) => project(reference, begun)) }
}
