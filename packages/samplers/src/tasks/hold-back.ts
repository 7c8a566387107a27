import {
  andThen,
  build,
  type CountRule,
  type Interval,
  type Latent,
  type Mask,
  type Plan,
  type Refused,
  refusal,
  type Shape,
  type Step,
} from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'

/** 1 on the frames of which it is true, 0 on the others, on all channels and items. */
export const framesWhere = (shape: Shape, isSo: (frame: number) => boolean): Latent =>
  build(shape, (out) => {
    const frames = shape[2]
    for (let i = 0; i < out.length; i++) out[i] = isSo(i % frames) ? 1 : 0
  })

/**
 * The step, after which every frame that has not begun is put back: `firsts` has the index of the interval that each frame
 * begins with, `hold` puts back what is 0 in a mask.
 */
export const holdBack = (step: Step, shape: Shape, firsts: readonly number[], hold: (begun: Mask) => Step): Step => {
  const isHeld = ({ index }: Interval): boolean => firsts.some((first) => first > index)
  const holdAt = ({ index }: Pick<Interval, 'index'>): Step =>
    hold(framesWhere(shape, (frame) => (firsts[frame] ?? 0) <= index))
  const whole = holdAt({ index: 0 })
  return andThen(step, {
    ...whole,
    name: 'holdBack',
    draws: (at) => (isHeld(at) ? whole.draws(at) : []),
    run: (carry, env) => (isHeld(env.at) ? holdAt(env.at).run(carry, env) : TE.right(carry)),
  })
}

/** The index of the interval that a frame of each strength begins with; that of 1 never does. */
export const firstsOfStrengths = (plan: Plan, strengths: readonly number[], count?: CountRule): readonly number[] => {
  const firsts = new Map(
    [...new Set(strengths)].map((strength) => [
      strength,
      strength === 1 ? Infinity : plan.later(strength, count).first.index,
    ]),
  )
  return strengths.map((strength) => firsts.get(strength) ?? 0)
}

/** What is wrong with values along a latent: one for all frames, or one for each, of a plan that goes down a list. */
export const badFrameValues = (subject: string, values: readonly number[], plan: Plan): Refused | null => {
  const { shape, intervals } = plan
  if (values.length !== 1 && values.length !== shape[2])
    return refusal(subject, `${values.length} numbers for ${shape[2]} frames`, 'one, or one for each frame')
  return typeof intervals === 'function' && values.some((value) => value !== values[0])
    ? refusal(
        subject,
        'a curve, where the solver finds its steps while it runs',
        'one number, or a sampler that goes down a list of sigmas',
      )
    : null
}
