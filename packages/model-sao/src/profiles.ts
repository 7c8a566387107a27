import type { Objective } from './checkpoint/model-config.js'

/** The conventions under which a checkpoint is sampled; results of two profiles differ. */
interface Profile {
  /** What the network was trained to answer, of the models that it is for. */
  readonly objective: Objective
  readonly steps: number
  /** Scale of classifier-free guidance. */
  readonly guidance: number
  /** Name of the sampler in the catalogue of `@sigmastream/samplers`. */
  readonly sampler: 'euler' | 'dpmpp-2m-sde' | 'dpmpp-3m-sde' | 'ping-pong'
  /** Between which levels a schedule is made that has none of its own. */
  readonly sigmaMin: number
  readonly sigmaMax: number
  /**
   * Sigmas evenly spaced in their logarithm, then 0: polyexponential with rho 1; log-snr begins at pure noise, whatever
   * the levels.
   */
  readonly schedule: 'polyexponential' | 'log-snr'
  /** The start is standard normal noise times this times `sigmaMax`. */
  readonly startScale: number
  /**
   * Without a negative prompt, guidance leads away from cross-attention tokens that are all zero, or from the prompt
   * ''.
   */
  readonly unconditional: 'zeros' | 'empty-prompt'
}

/** The profiles by name. */
export type ProfileName =
  | 'exercises'
  | 'model-card'
  | 'stable-audio-tools'
  | 'diffusers'
  | 'comfyui'
  | 'small'
  | 'small-base'

const modelCard: Profile = {
  objective: 'v',
  steps: 100,
  guidance: 7,
  sampler: 'dpmpp-3m-sde',
  sigmaMin: 0.3,
  sigmaMax: 500,
  schedule: 'polyexponential',
  startScale: 1,
  unconditional: 'zeros',
}

/** As stable-audio-tools samples rectified flows: its list of times runs from 1 through log SNR -6 to 2, and ends at 0. */
const rectifiedFlow = {
  schedule: 'log-snr',
  sigmaMin: Math.exp(-2),
  sigmaMax: Math.exp(6),
  startScale: 1,
  unconditional: 'zeros',
} as const

/**
 * Stable Audio Open 1.0, as five sources sample it: the notebook of a university course (Euler over 50 steps;
 * ZacharyNovack/sat-253), its model card, the interface
 * of stable-audio-tools (`interface/gradio.py`, `inference/sampling.py` `sample_k`), diffusers' `StableAudioPipeline`
 * with its `CosineDPMSolverMultistepScheduler` (2M SDE midpoint; `init_noise_sigma` is sqrt(sigma max^2 + 1)), and
 * ComfyUI's template. Stable Audio Open Small as its model card has it, and the model that it was distilled from as the
 * interface of stable-audio-tools has it (`interface/interfaces/diffusion_cond.py`, `inference/sampling.py`
 * `sample_rf`).
 */
export const profiles: Readonly<Record<ProfileName, Profile>> = {
  exercises: { ...modelCard, steps: 50, sampler: 'euler' },
  'model-card': modelCard,
  'stable-audio-tools': { ...modelCard, sigmaMin: 0.01, sigmaMax: 100 },
  diffusers: { ...modelCard, sampler: 'dpmpp-2m-sde', startScale: Math.sqrt(500 ** 2 + 1) / 500 },
  comfyui: { ...modelCard, steps: 50, guidance: 4.98, sigmaMin: 0.03, unconditional: 'empty-prompt' },
  small: { ...rectifiedFlow, objective: 'rf_denoiser', steps: 8, guidance: 1, sampler: 'ping-pong' },
  'small-base': { ...rectifiedFlow, objective: 'rectified_flow', steps: 50, guidance: 7, sampler: 'euler' },
}

const usual: Readonly<Record<Objective, ProfileName>> = {
  v: 'model-card',
  rf_denoiser: 'small',
  rectified_flow: 'small-base',
}

/** The profile by which a model of that objective is sampled where nobody names one. */
export const usualProfile = (objective: Objective): ProfileName => usual[objective]
