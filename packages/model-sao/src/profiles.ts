/** The conventions under which a checkpoint is sampled; results of two profiles differ. */
interface Profile {
  readonly steps: number
  /** Scale of classifier-free guidance. */
  readonly guidance: number
  /** Name of the sampler in the catalogue of `@sigmastream/samplers`. */
  readonly sampler: 'euler' | 'dpmpp-2m-sde' | 'dpmpp-3m-sde'
  readonly sigmaMin: number
  readonly sigmaMax: number
  /** Sigmas evenly spaced in their logarithm, then 0: a polyexponential schedule with rho 1. */
  readonly schedule: 'polyexponential'
  /** The start is standard normal noise times this times `sigmaMax`. */
  readonly startScale: number
  /**
   * Without a negative prompt, guidance leads away from cross-attention tokens that are all zero, or from the prompt
   * ''.
   */
  readonly unconditional: 'zeros' | 'empty-prompt'
}

/** The profiles by name. */
export type ProfileName = 'exercises' | 'model-card' | 'stable-audio-tools' | 'diffusers' | 'comfyui'

const modelCard: Profile = {
  steps: 100,
  guidance: 7,
  sampler: 'dpmpp-3m-sde',
  sigmaMin: 0.3,
  sigmaMax: 500,
  schedule: 'polyexponential',
  startScale: 1,
  unconditional: 'zeros',
}

/**
 * Stable Audio Open 1.0, as five sources sample it: the notebook of a university course (Euler over 50 steps;
 * ZacharyNovack/sat-253), its model card, the interface
 * of stable-audio-tools (`interface/gradio.py`, `inference/sampling.py` `sample_k`), diffusers' `StableAudioPipeline`
 * with its `CosineDPMSolverMultistepScheduler` (2M SDE midpoint; `init_noise_sigma` is sqrt(sigma max^2 + 1)), and
 * ComfyUI's template.
 */
export const profiles: Readonly<Record<ProfileName, Profile>> = {
  exercises: { ...modelCard, steps: 50, sampler: 'euler' },
  'model-card': modelCard,
  'stable-audio-tools': { ...modelCard, sigmaMin: 0.01, sigmaMax: 100 },
  diffusers: { ...modelCard, sampler: 'dpmpp-2m-sde', startScale: Math.sqrt(500 ** 2 + 1) / 500 },
  comfyui: { ...modelCard, steps: 50, guidance: 4.98, sigmaMin: 0.03, unconditional: 'empty-prompt' },
}
