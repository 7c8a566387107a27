// What must not compile about failures and engines. Checked by `tsc -p tsconfig.check.json`.
import {
  constant,
  type Denoiser,
  type Engine,
  type NoiseSource,
  plan,
  type SampleError,
  type Shape,
  type Start,
  type Step,
} from '@sigmastream/core'

declare const step: Step
declare const shape: Shape

// @ts-expect-error: a plan can be refused, so it must be looked at before it is run
export const first: Start = plan({ step, schedule: [1, 0], shape }).start

// @ts-expect-error: a model answers later; what is there at once is `pure` from core/analytic, or a resolved promise
export const hasty: Denoiser = (x) => x

// @ts-expect-error: noise is a function of the draw, and is there at once
export const slow: NoiseSource = ({ shape: asked }) => Promise.resolve(constant(asked, 0))

// @ts-expect-error: an engine is a model and noise
export const half: Engine = { denoiser: (x) => Promise.resolve(x) }

// @ts-expect-error: the union of failures is closed: this tag is none of them
export const unknown: SampleError = { _tag: 'SomethingElse', step: 0 }

// @ts-expect-error: every failure of a run says in which step
export const nowhere: SampleError = { _tag: 'Aborted' }

/** Every tag, once: a failure that is added, or forgotten, does not compile. */
export const tags: Readonly<Record<SampleError['_tag'], true>> = {
  Refused: true,
  DenoiserFailed: true,
  ShapeMismatch: true,
  NonFinite: true,
  NoiseFailed: true,
  StageFailed: true,
  Aborted: true,
}
