/**
 * What a third party needs to test a sampler of its own, in two lines of any test runner:
 * `for (const law of samplerLaws(stepSubject('mine', mine))) it(law.name, () => assertLaw(law))`. Needs fast-check.
 */

export {
  gaussianDenoiser,
  gaussianFlow,
  linearDenoiser,
  linearFlow,
  type Mixture,
  mixtureDenoiser,
  pointDenoiser,
  pure,
} from '@sigmastream/core/analytic'
export { algebraLaws } from './algebra-laws.js'
export { elementValues, hardMasks, latents, type ShapeRange, seeds, shapes, softMasks } from './arbitraries/latents.js'
export { denoiserOf, type Model, models } from './arbitraries/models.js'
export { type Ending, intervals, type ScheduleRange, schedules, windows } from './arbitraries/schedules.js'
export { assertLaw } from './assert-law.js'
export { mustBeNear, mustHaveSameBits, mustHaveSameFrames, peakOf, sameBits } from './compare.js'
export { denoiserLaws } from './denoiser-laws.js'
export { editingLaws } from './editing-laws.js'
export type { FlowForm, FlowMove, FlowPoint, FlowValues, Velocity } from './flow-form.js'
export { frameLaws } from './frame-laws.js'
export { type Framework, sigmastream } from './framework.js'
export { cfgppLaws, guidanceLaws } from './guidance-laws.js'
export { inversionLaws } from './inversion-laws.js'
export { jumpLaws } from './jump-laws.js'
export { fact, type Law, law, refute } from './law.js'
export type { CfgppSubject } from './laws/cfgpp.js'
export { measuredOrder } from './laws/convergence.js'
export type { DenoiserSubject } from './laws/denoiser.js'
export type { EditingSubject } from './laws/editing.js'
export type { Exactness } from './laws/exactness.js'
export type { GuidanceSubject } from './laws/guidance.js'
export type { InversionSubject } from './laws/inversion.js'
export type { JumpSubject } from './laws/jumps.js'
export type { LabelledModel } from './laws/labelled-model.js'
export type { NoiseSubject } from './laws/noise.js'
export type { PosteriorSubject } from './laws/posterior.js'
export type { RollSubject } from './laws/roll.js'
export type { FrameStorage } from './laws/stored-frame.js'
export type { WindowsSubject } from './laws/windows.js'
export { testNoise } from './noise.js'
export { noiseLaws } from './noise-laws.js'
export { observerLaws } from './observer-laws.js'
export { orThrow } from './or-throw.js'
export { posteriorLaws } from './posterior-laws.js'
export { record, withStep } from './record.js'
export { defaultRuns, type Runs, runsOf } from './replay.js'
export { rollLaws } from './roll-laws.js'
export { samplerLaws } from './sampler-laws.js'
export {
  engineOf,
  type Inpainting,
  inpaintings,
  listedScenes,
  planOf,
  type Scene,
  type SceneRange,
  scenes,
} from './scene.js'
export { type Subject, stepSubject, type Traits } from './subject.js'
export { windowLaws } from './window-laws.js'
