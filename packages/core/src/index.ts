/** Latents, the algebra of stages, plans and runs. @module */
export {
  type Anchored,
  type Carry,
  carryAt,
  type Denoised,
  type Evaluation,
  type Scored,
  withX,
} from './algebra/carry.js'
export { andThen, chain } from './algebra/chain.js'
export { along, type Derivative, line, toD } from './algebra/derivative.js'
export { answerIn, askedIn, evaluationOf } from './algebra/evaluation.js'
export { both, choose, type Gate, toZero, when, within } from './algebra/gate.js'
export { inFlowTime } from './algebra/in-flow-time.js'
export type { Controller, Intervals, OwnIntervals, Route, RouteFrom } from './algebra/intervals.js'
export { probe } from './algebra/probe.js'
export type { Slot } from './algebra/slot.js'
export { type SlotLens, slotLens } from './algebra/slot-lens.js'
export {
  type Declarations,
  type Env,
  fallible,
  identity,
  type RunShape,
  type Stage,
  type Step,
  stage,
} from './algebra/stage.js'
export { type Amount, addNoise } from './algebra/stages/add-noise.js'
export { denoise, denoiseAt } from './algebra/stages/denoise.js'
export { draw } from './algebra/stages/draw.js'
export { eulerStep, eulerTo } from './algebra/stages/euler-step.js'
export { maskProject } from './algebra/stages/mask-project.js'
export { noiseReference } from './algebra/stages/noise-reference.js'
export { score } from './algebra/stages/score.js'
export {
  type Evaluations,
  type History,
  historyOf,
  multistepUpdate,
  type UpdateInput,
  update,
} from './algebra/stages/update.js'
export { withInterval } from './algebra/with-interval.js'
export { atLeast, atMost, type CountRule, doubleCount, nearestCount, writtenCount } from './counting.js'
export type { Answer, Denoiser, GuidanceContext } from './denoiser.js'
export {
  codeOf,
  describeSampleError,
  messageOf,
  type Refusable,
  type Refused,
  refusal,
  refuse,
  type SampleError,
  SamplingError,
  valueOrRefusal,
} from './errors.js'
export {
  checkGuidance,
  type FrameScale,
  type Guidance,
  isGuidedAt,
  type Scale,
  type SigmaRange,
  scaleAt,
} from './guidance.js'
export { type Interval, intervalsOf, type Levels, span, type Walk } from './interval.js'
export {
  batchItem,
  build,
  constant,
  type Latent,
  latent,
  type ReadonlyF32,
  stack,
} from './latent.js'
export { type Mask, refusalOfMask } from './mask.js'
export type { Draw, Lane, NoiseSource } from './noise/source.js'
export { combine, firstNonFinite, maskedBlend, type Term } from './numerics/combine.js'
export { float32OfBfloat16, float32OfHalves, halvesOfFloat32, roundToHalf } from './numerics/half.js'
export { orThrow } from './or-throw.js'
export type { PaintWindow } from './paint-window.js'
export { type FrameRange, framesOf, type Region } from './region.js'
export { callsOf, drawsOf } from './run/account.js'
export { advance } from './run/advance.js'
export { drive, type RunEnd, walk } from './run/drive.js'
export type { Engine } from './run/engine.js'
export { type Fingerprint, fingerprintOf } from './run/fingerprint.js'
export type { Frame } from './run/frame.js'
export { frameList } from './run/frame-list.js'
export { listRoute } from './run/list-route.js'
export {
  type Plan,
  type PlanLike,
  type PlanParts,
  type PlanResult,
  plan,
  planIn,
  startAt,
  startOf,
} from './run/plan.js'
export { type ResumeOptions, resume } from './run/resume.js'
export { run } from './run/run.js'
export { type Round, roundsOf, type SearchSize } from './run/search-rounds.js'
export { fromLatent, type Start, startLane } from './run/start.js'
export { type Shape, sameShape, showShape, sizeOf } from './shape.js'
