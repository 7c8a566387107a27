export { callsOf, drawsOf } from './account.js'
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
} from './carry.js'
export { andThen, chain } from './chain.js'
export type { Denoiser } from './denoiser.js'
export { describe, messageOf, type Refused, refuse, type SampleError, SamplingError } from './errors.js'
export { both, choose, type Gate, toZero, when, within } from './gate.js'
export { type Interval, intervalsOf } from './interval.js'
export {
  build,
  checkedShape,
  constant,
  item,
  type Latent,
  latent,
  type ReadonlyF32,
  type Shape,
  sameShape,
  showShape,
  sizeOf,
  stack,
} from './latent.js'
export { advance } from './loop/advance.js'
export { drive } from './loop/drive.js'
export { type Frame, frameOf } from './loop/frame.js'
export type { Controller, Intervals } from './loop/intervals.js'
export { run, startOf } from './loop/run.js'
export type { Engine, Runtime } from './loop/runtime.js'
export type { Draw, Lane, NoiseSource } from './noise/source.js'
export { combine, firstNonFinite, select, type Term } from './numerics/combine.js'
export { orThrow } from './or-throw.js'
export { checked, fromLatent, fromNoise, type Later, type Plan, plan, type Start, startAt, startLane } from './plan.js'
export { probe } from './probe.js'
export { continueAfter, resume } from './resume.js'
export { checkedSigmas } from './schedules/checked.js'
export { fromSigmas } from './schedules/from-sigmas.js'
export { type Karras, karras } from './schedules/karras.js'
export { linear } from './schedules/linear.js'
export { exponential, type Polyexponential, polyexponential } from './schedules/polyexponential.js'
export type { Ramp } from './schedules/ramp.js'
export { type VariancePreserving, vp } from './schedules/vp.js'
export { type Declared, type Env, fallible, identity, type RunShape, type Stage, type Step, stage } from './stage.js'
export { type Amount, addNoise } from './stages/add-noise.js'
export { denoise, denoiseAt } from './stages/denoise.js'
export { draw } from './stages/draw.js'
export { eulerLine, eulerStep, eulerUpdate } from './stages/euler-step.js'
export { guard } from './stages/guard.js'
export { maskProject } from './stages/mask-project.js'
export { noiseReference, referenceLane } from './stages/noise-reference.js'
export { score, toD } from './stages/score.js'
export { withInterval } from './with-interval.js'
