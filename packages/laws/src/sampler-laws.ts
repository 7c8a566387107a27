import { type Framework, sigmastream } from './framework.js'
import type { Law } from './law.js'
import { abortStopsCalls } from './laws/abort-stops-calls.js'
import { convergence } from './laws/convergence.js'
import { declaredMemory } from './laws/declared-memory.js'
import { declaredUse } from './laws/declared-use.js'
import { emptyWindow } from './laws/empty-window.js'
import { exactOnPolynomials } from './laws/exact-on-polynomials.js'
import { sameInFlowForm } from './laws/flow-form.js'
import { fullWindow } from './laws/full-window.js'
import { itemAlone } from './laws/item-alone.js'
import { joinedWindows } from './laws/joined-windows.js'
import { keptFrames } from './laws/kept-frames.js'
import { maskOfOnes } from './laws/mask-of-ones.js'
import { onePoint } from './laws/one-point.js'
import { oneStep } from './laws/one-step.js'
import { otherSeed } from './laws/other-seed.js'
import { pacedFrames } from './laws/paced-frames.js'
import { pureNoiseStart } from './laws/pure-noise.js'
import { resumedRun } from './laws/resumed-run.js'
import { sameFaces } from './laws/same-faces.js'
import { sameSeed } from './laws/same-seed.js'
import type { SamplerLaw } from './laws/sampler-law.js'
import { strongOrder } from './laws/strong-order.js'
import { unchangedInputs } from './laws/unchanged-inputs.js'
import { unsubscribeEndsRun } from './laws/unsubscribe-ends-run.js'
import { weakOrder } from './laws/weak-order.js'
import { isListed, type Subject } from './subject.js'

const always: readonly SamplerLaw[] = [
  fullWindow,
  emptyWindow,
  joinedWindows,
  keptFrames,
  maskOfOnes,
  resumedRun,
  sameSeed,
  otherSeed,
  onePoint,
  sameFaces,
  unsubscribeEndsRun,
  pacedFrames,
  unchangedInputs,
  declaredUse,
  declaredMemory,
  abortStopsCalls,
]

/**
 * The laws that a sampler is accepted by: `for (const law of samplerLaws(stepSubject('euler', euler))) it(law.name, ()
 * => assertLaw(law))`. An adaptive plan chooses its intervals for a whole batch, so the laws about items and orders are
 * not among its laws; nor is the law about items for one that decides batchwise, nor that about a schedule of one step
 * for one that finds its own intervals. Another framework puts a projection, a gate or a stream of one's own to the
 * same test.
 */
export const samplerLaws = (subject: Subject, framework: Framework = sigmastream): readonly Law[] => {
  const listed = isListed(subject)
  const ofItems: readonly SamplerLaw[] = listed && subject.batchwise !== true ? [itemAlone] : []
  const ofSchedules: readonly SamplerLaw[] = subject.step.ownIntervals === undefined ? [oneStep] : []
  return [
    ...[...always, ...ofItems, ...ofSchedules].map((of) => of(subject, framework)),
    ...(listed && subject.order !== undefined ? [convergence(subject, subject.order)] : []),
    ...(listed && subject.weakOrder !== undefined ? [weakOrder(subject, subject.weakOrder)] : []),
    ...(listed && subject.strongOrder !== undefined ? [strongOrder(subject, subject.strongOrder)] : []),
    ...(subject.pureNoise === true ? [pureNoiseStart(subject, framework)] : []),
    ...(listed && subject.inFlow !== undefined ? [sameInFlowForm(subject, subject.inFlow)] : []),
    ...(listed && subject.exact !== undefined ? [exactOnPolynomials(subject, subject.exact)] : []),
  ]
}
