import {
  andThen,
  build,
  type CountRule,
  combine,
  type Interval,
  type Latent,
  maskedBlend,
  type Plan,
  type PlanResult,
  refuse,
  type Shape,
  type Step,
} from '@sigmastream/core'
import { either as E, taskEither as TE } from 'fp-ts'
import { laterPlan } from './later-plan.js'
import { project } from './project.js'

/** 1 on the frames of which it is true, 0 on the others, on all channels and items. */
const framesWhere = (shape: Shape, isSo: (frame: number) => boolean): Latent =>
  build(shape, (out) => {
    const frames = shape[2]
    for (let i = 0; i < out.length; i++) out[i] = isSo(i % frames) ? 1 : 0
  })

/**
 * The step, after which every frame that has not begun is the reference again, in noise of the level just reached: `firsts`
 * has the index of the interval that each frame begins with.
 */
const holdBack = (step: Step, reference: Latent, firsts: readonly number[]): Step => {
  const isHeld = ({ index }: Interval): boolean => firsts.some((first) => first > index)
  const hold = ({ index }: Pick<Interval, 'index'>): Step =>
    project(
      reference,
      framesWhere(reference.shape, (frame) => (firsts[frame] ?? 0) <= index),
    )
  const whole = hold({ index: 0 })
  return andThen(step, {
    ...whole,
    name: 'holdBack',
    draws: (at) => (isHeld(at) ? whole.draws(at) : []),
    run: (carry, env) => (isHeld(env.at) ? hold(env.at).run(carry, env) : TE.right(carry)),
  })
}

/** The index of the interval that a frame of each strength begins with; that of 1 never does. */
const firstsOf = (plan: Plan, strengths: readonly number[], count?: CountRule): readonly number[] => {
  const firsts = new Map(
    [...new Set(strengths)].map((strength) => [
      strength,
      strength === 1 ? Infinity : plan.later(strength, count).first.index,
    ]),
  )
  return strengths.map((strength) => firsts.get(strength) ?? 0)
}

/** Style transfer whose strength is a number for each frame, of which not all are the same: see `styleTransfer`. */
export const transferCurve = (
  plan: Plan,
  reference: Latent,
  strengths: readonly number[],
  count?: CountRule,
): PlanResult => {
  if (typeof plan.intervals === 'function')
    return refuse(
      'the transfer strength',
      'a curve, where the solver finds its steps while it runs',
      'one number, or a sampler that goes down a list of sigmas',
    )
  const fromNoise = framesWhere(plan.shape, (frame) => strengths[frame] === 0)
  const least = strengths.reduce((one, other) => Math.min(one, other))
  const later = laterPlan(plan, reference, least, count, (noised, own) =>
    least === 0 ? maskedBlend(fromNoise, own(), noised) : combine(...noised),
  )
  return E.right({ ...later, step: holdBack(plan.step, reference, firstsOf(plan, strengths, count)) })
}
