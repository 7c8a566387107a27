import {
  type Denoiser,
  doubleCount,
  type Latent,
  type Mask,
  type NoiseSource,
  type PlanResult,
  plan,
  run,
  type SampleError,
  type Step,
  startAt,
} from '@sigmastream/core'
import { euler, inpaint, maskOf, styleTransfer, variableInpaint } from '@sigmastream/samplers'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

export { toD } from '@sigmastream/core'

type LatentResult = TE.TaskEither<SampleError, Latent>

const noNoise: NoiseSource = ({ lane }) => {
  throw new Error(`this sampler draws no noise, yet was asked for "${lane}"`)
}

const runPlan = (model: Denoiser, noise: NoiseSource, planned: PlanResult): LatentResult =>
  pipe(
    run(planned, { denoiser: model, noise }),
    TE.map(({ x }) => x),
  )

const planFrom = (step: Step, x: Latent, sigmas: readonly number[]): PlanResult =>
  startAt(plan({ step, schedule: sigmas, shape: x.shape }), x)

/**
 * Q1: Euler's method over `sigmas`, from `x` `[batch, channels, frames]` at the level of the first. Errors: all of a
 * run's.
 */
export const simpleSample = (model: Denoiser, x: Latent, sigmas: readonly number[]): LatentResult =>
  runPlan(model, noNoise, planFrom(euler(), x, sigmas))

/**
 * Q2: 1 from `maskStartSeconds` to `maskEndSeconds`, 0 elsewhere, of the reference's shape; `frameRate` in frames a
 * second, of which the product of the doubles is rounded down, as the notebook does. Refused as `framesOf`.
 */
export const generateInpaintingMask = (
  reference: Latent,
  maskStartSeconds: number,
  maskEndSeconds: number,
  frameRate: number,
): Mask => maskOf(reference.shape, [{ from: maskStartSeconds, to: maskEndSeconds }], frameRate, doubleCount)

/** Q3: `simpleSample`, and after each step what the mask keeps becomes the reference at the level just reached. */
export const simpleSampleInpaint = (
  model: Denoiser,
  x: Latent,
  sigmas: readonly number[],
  reference: Latent,
  mask: Latent,
  { noise }: { readonly noise: NoiseSource },
): LatentResult => runPlan(model, noise, planFrom(inpaint(euler(), reference, mask), x, sigmas))

/** Q4: Q3 on the steps `paintStart <= i < paintEnd` only; 0 and sigmas.length - 1 are Q3, bit for bit. */
export const simpleSampleVariableInpaint = (
  model: Denoiser,
  x: Latent,
  sigmas: readonly number[],
  reference: Latent,
  mask: Latent,
  {
    noise,
    paintStart,
    paintEnd,
  }: { readonly noise: NoiseSource; readonly paintStart: number; readonly paintEnd: number },
): LatentResult =>
  runPlan(model, noise, planFrom(variableInpaint(euler(), reference, mask, paintStart, paintEnd), x, sigmas))

/**
 * Q5: from the noised reference over the last part of `sigmas`: strength 1 is the reference, 0 plain generation from
 * noise. Strength s drops `int(s * steps)` steps, of the product of the doubles, as the notebook does.
 */
export const simpleSampleStyleTransfer = (
  model: Denoiser,
  sigmas: readonly number[],
  reference: Latent,
  { noise, transferStrength }: { readonly noise: NoiseSource; readonly transferStrength: number },
): LatentResult =>
  runPlan(
    model,
    noise,
    styleTransfer(
      plan({ step: euler(), schedule: sigmas, shape: reference.shape }),
      reference,
      transferStrength,
      doubleCount,
    ),
  )
