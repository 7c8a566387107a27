import { type Frame, type Plan, type PlanResult, plan } from '@sigmastream/core'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { mustHaveSameFrames } from '../compare.js'
import type { Framework } from '../framework.js'
import { type Law, law, refute } from '../law.js'
import { orThrow } from '../or-throw.js'
import { record, withStep } from '../record.js'
import { engineOf, inpaintings, planOf, scenes } from '../scene.js'
import { isListed, type Subject } from '../subject.js'

/** A frame of a plan, written somewhere and read again. */
export type FrameStorage = (plan: Plan, frame: Frame) => Frame | Promise<Frame>

/** A law about the frames of one sampler, and what stores them. */
export type FrameLaw = (subject: Subject, storage: FrameStorage, framework: Framework) => Law

/** What a run goes on with is in the frame, and all of it comes back. */
export const storedFrame: FrameLaw = (subject, storage, { andThen, project, resume }) =>
  law(
    `${subject.name}: from a frame that was stored, the rest of the run has the same bits`,
    fc.tuple(inpaintings(subject), fc.nat(), fc.boolean()),
    async ([{ scene, reference, mask }, place, inpaint]) => {
      const base = planOf(subject, scene)
      const whole = inpaint ? withStep(base, (step) => andThen(step, project(reference, mask))) : base
      const frames = await record(whole, engineOf(scene))
      const k = place % frames.length
      const frame = frames[k] ?? refute('the run has no frame')
      const rest = resume(whole, await storage(whole, frame))
      mustHaveSameFrames(
        `after the stored frame ${k}`,
        await record(orThrow(rest), engineOf(scene)),
        frames.slice(k + 1),
      )
    },
  )

/** A level more, in a part of the list that comes after the first step; a controller is told of another range. */
const otherSigmas = (subject: Subject, sigmas: readonly number[]): readonly number[] => {
  const [first = 0, second = 0, third = 0, ...rest] = sigmas
  return isListed(subject) ? [first, second, (second + third) / 2, third, ...rest] : [2 * first, ...sigmas.slice(1)]
}

const isRefused = (result: PlanResult): boolean => E.isLeft(result) && result.left.subject === 'the frame'

/** A plan with the same first step, and another rest, is another plan. */
export const strangeFrame: FrameLaw = (subject, storage, { resume }) =>
  law(
    `${subject.name}: a stored frame of another plan is refused`,
    scenes(subject, { steps: [2, 8] }),
    async (scene) => {
      const own = planOf(subject, scene)
      const frame = (await record(own, engineOf(scene)))[0] ?? refute('the run has no frame')
      const stored = await storage(own, frame)
      if (isRefused(resume(own, stored))) refute('the frame was refused for its own plan')
      const { shape, step } = own
      const other = plan({ step, schedule: otherSigmas(subject, scene.sigmas), shape })
      if (!isRefused(resume(other, stored))) refute('the frame was taken for another plan')
    },
  )
