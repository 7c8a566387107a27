import {
  type Denoiser,
  type Latent,
  type NoiseSource,
  type Plan,
  plan,
  type Refused,
  run,
  type SampleError,
  type Step,
  startAt,
} from '@sigmastream/core'
import { euler, inpaint, maskOf, styleTransfer, variableInpaint } from '@sigmastream/samplers'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

export { toD } from '@sigmastream/core'

type LatentResult = TE.TaskEither<SampleError, Latent>

const noNoise: NoiseSource = ({ lane }) => {
  throw new Error(`this sampler draws no noise, yet was asked for "${lane}"`)
}

const runPlan = (model: Denoiser, noise: NoiseSource, planned: E.Either<Refused, Plan>): LatentResult =>
  pipe(
    TE.fromEither<SampleError, Plan>(planned),
    TE.flatMap((ready) => run(ready, { denoiser: model, noise })),
    TE.map(({ x }) => x),
  )

const planFrom = (step: Step, x: Latent, sigmas: readonly number[]): E.Either<Refused, Plan> =>
  pipe(
    plan(step, sigmas, x.shape),
    E.flatMap((planned) => startAt(planned, x)),
  )

/**
 * Q1: Euler's method over `sigmas`, from `x` `[batch, channels, frames]` at the level of the first. Errors: all of a
 * run's.
 */
export const simpleSample = (model: Denoiser, x: Latent, sigmas: readonly number[]): LatentResult =>
  runPlan(model, noNoise, planFrom(euler, x, sigmas))

/**
 * Q2: 1 from `maskStartSeconds` to `maskEndSeconds`, 0 elsewhere, of the reference's shape; `frameRate` in frames a
 * second. Refused as `framesOf`.
 */
export const generateInpaintingMask = (
  reference: Latent,
  maskStartSeconds: number,
  maskEndSeconds: number,
  frameRate: number,
): E.Either<Refused, Latent> => maskOf(reference.shape, [{ from: maskStartSeconds, to: maskEndSeconds }], frameRate)

/** Q3: `simpleSample`, and after each step what the mask keeps becomes the reference at the level just reached. */
export const simpleSampleInpaint = (
  model: Denoiser,
  x: Latent,
  sigmas: readonly number[],
  reference: Latent,
  mask: Latent,
  { noise }: { readonly noise: NoiseSource },
): LatentResult => runPlan(model, noise, planFrom(inpaint(euler, reference, mask), x, sigmas))

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
  runPlan(model, noise, planFrom(variableInpaint(euler, reference, mask, paintStart, paintEnd), x, sigmas))

/**
 * Q5: from the noised reference over the last part of `sigmas`: strength 1 is the reference, 0 plain generation from
 * noise.
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
    pipe(
      plan(euler, sigmas, reference.shape),
      E.flatMap((planned) => styleTransfer(planned, reference, transferStrength)),
    ),
  )
