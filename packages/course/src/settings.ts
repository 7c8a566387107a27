import { type Draw, type NoiseSource, type Refused } from '@sigmastream/core'
import { torchCpu, torchCuda } from '@sigmastream/core/noise'
import { polyexponential } from '@sigmastream/core/schedules'
import type { either as E } from 'fp-ts'

/** PyTorch's generators: which of them the notebook drew from depends on the machine that it ran on. */
export const courseNoises = { 'torch-cpu': torchCpu, 'torch-cuda': torchCuda } as const satisfies Readonly<
  Record<string, (seed: number, draws: readonly Draw[]) => E.Either<Refused, NoiseSource>>
>

/** The name of a generator. */
type CourseNoise = keyof typeof courseNoises

/** What all runs of the notebook have in common. */
export interface CourseSettings {
  readonly steps: number
  /** The scale of classifier-free guidance. */
  readonly guidance: number
  readonly noise: CourseNoise
  readonly seed: number
}

/** The settings of the graded run. */
export const gradedSettings: CourseSettings = { steps: 50, guidance: 7, noise: 'torch-cpu', seed: 456 }

/** Seconds that every prompt is conditioned on. */
export const secondsOfPrompts = { secondsStart: 0, secondsTotal: 5 }

/**
 * The noise levels of the notebook, `steps` of them and a 0. Refused: no whole number of steps. Source: `sample_setup`
 * of ZacharyNovack/sat-253, with k-diffusion's `get_sigmas_polyexponential`.
 */
export const sigmasOf = ({ steps }: CourseSettings): E.Either<Refused, readonly number[]> =>
  polyexponential({ steps, sigmaMin: 0.3, sigmaMax: 500, rho: 1 })
