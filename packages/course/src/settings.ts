import type { NoiseSource } from '@sigmastream/core'
import { type RunDraws, torchCpu, torchCuda } from '@sigmastream/core/noise'
import { polyexponential, type Schedule } from '@sigmastream/core/schedules'

/** PyTorch's generators: which of them the notebook drew from depends on the machine that it ran on. */
export const courseNoises = { 'torch-cpu': torchCpu, 'torch-cuda': torchCuda } as const satisfies Readonly<
  Record<string, (seed: number, draws: RunDraws) => NoiseSource>
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
export const scheduleOf = ({ steps }: CourseSettings): Schedule =>
  polyexponential({ steps, sigmaMin: 0.3, sigmaMax: 500, rho: 1 })
