export {
  type Anchored,
  begin,
  type Carry,
  type Denoised,
  type Evaluation,
  moved,
  type NoSlot,
  ready,
  type Scored,
} from './algebra/carry.js'
export { andThen, chain } from './algebra/chain.js'
export { both, choose, type Gate, toZero, when, within } from './algebra/gate.js'
export { probe } from './algebra/probe.js'
export {
  type Declared,
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
export { eulerLine, eulerStep, eulerUpdate } from './algebra/stages/euler-step.js'
export { guard } from './algebra/stages/guard.js'
export { maskProject } from './algebra/stages/mask-project.js'
export { noiseReference, referenceLane } from './algebra/stages/noise-reference.js'
export { score, toD } from './algebra/stages/score.js'
export { withInterval } from './algebra/with-interval.js'
export type { Denoiser } from './denoiser.js'
export { describe, messageOf, type Refused, refuse, type SampleError, SamplingError } from './errors.js'
export { checkGuidance, type Guidance, isGuidedAt, type SigmaRange } from './guidance.js'
export { type Interval, intervalsOf } from './interval.js'
export { build, checkedShape, constant, item, type Latent, latent, type ReadonlyF32, stack } from './latent.js'
export type { Draw, Lane, NoiseSource } from './noise/source.js'
export { combine, firstNonFinite, select, type Term } from './numerics/combine.js'
export { float32OfBfloat16, float32OfHalves, halvesOfFloat32, roundToHalf } from './numerics/half.js'
export { orThrow } from './or-throw.js'
export { type FrameRange, framesOf, type Region } from './region.js'
export { callsOf, drawsOf } from './run/account.js'
export { advance } from './run/advance.js'
export { drive } from './run/drive.js'
export { type Frame, frameOf } from './run/frame.js'
export type { Controller, Intervals } from './run/intervals.js'
export {
  checked,
  fromLatent,
  fromNoise,
  type Later,
  type Plan,
  plan,
  type Start,
  startAt,
  startLane,
} from './run/plan.js'
export { continueAfter, resume } from './run/resume.js'
export { run, startOf } from './run/run.js'
export type { Engine, Runtime } from './run/runtime.js'
export { type Shape, sameShape, showShape, sizeOf } from './shape.js'
