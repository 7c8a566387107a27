// What must not compile as a step. Checked by `tsc -p tsconfig.check.json`: a line that begins to compile is an error.
import {
  type Carry,
  chain,
  denoise,
  eulerStep,
  identity,
  type Latent,
  maskProject,
  noiseReference,
  probe,
  type Step,
  score,
  when,
  within,
} from '@sigmastream/core'

declare const reference: Latent
declare const mask: Latent

export const euler: Step = chain(denoise, score, eulerStep)
export const inpaint: Step = chain(euler, noiseReference(reference), maskProject(mask))
export const looked: Step = chain(
  denoise,
  probe('look', () => undefined),
  score,
  eulerStep,
)

// @ts-expect-error: nothing has asked the denoiser, so there is no derivative to follow
export const withoutDenoise: Step = chain(score, eulerStep)

// @ts-expect-error: x has not moved; a chain that stops at the estimate is no step
export const withoutUpdate: Step = chain(denoise)

// @ts-expect-error: x has not moved here either, though the derivative is known
export const withoutEulerStep: Step = chain(denoise, score)

// @ts-expect-error: the first update has used the derivative up
export const twoUpdates: Step = chain(denoise, score, eulerStep, eulerStep)

// @ts-expect-error: the derivative needs the estimate, which comes after it here
export const wrongOrder: Step = chain(score, denoise, eulerStep)

// @ts-expect-error: a denoised carry must move before the model is asked again
export const deniedTwice: Step = chain(denoise, denoise, score)

// @ts-expect-error: Euler's step follows the derivative, which nothing has taken
export const withoutScore: Step = chain(denoise, eulerStep)

// @ts-expect-error: there is no anchor to project onto without `noiseReference`
export const withoutAnchor: Step = maskProject(mask)

// @ts-expect-error: the sampler's step takes no anchor along to a projection that comes later
export const lostAnchor: Step = chain(noiseReference(reference), euler, maskProject(mask))

// @ts-expect-error: the gate is for steps; half a step cannot be left out
export const halfAStep: Step = when(within(0, 1), denoise)

// @ts-expect-error: an empty chain is nothing; `identity()` is the step that does nothing
export const empty: Step = chain()

export const nothing: Step = identity()

// @ts-expect-error: a carry in another phase is not the carry that a step starts from
export const wrongPhase = (carry: Carry): Carry => ({ ...carry, phase: 'denoised' })

declare const carry: Carry

// @ts-expect-error: what a solver keeps in the slot is its own: only its lens looks inside
export const peeked: { readonly h: number } = carry.slot?.state

// @ts-expect-error: and a slot is not changed in place
carry.slot = null
