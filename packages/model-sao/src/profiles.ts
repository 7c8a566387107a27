import type { Objective } from './checkpoint/model-config.js'
import type { Family } from './load/traits.js'

/** The conventions under which a checkpoint is sampled; results of two profiles differ. */
export interface Profile {
  /** The family of the models that it is for. */
  readonly family: Family
  /** What the network was trained to answer, of the models that it is for. */
  readonly objective: Objective
  readonly steps: number
  /** Scale of classifier-free guidance. */
  readonly guidance: number
  /** How branches become one answer where there is guidance: classifier-free guidance, or adaptive projection. */
  readonly guidanceRule: 'cfg' | 'apg'
  /** Name of the sampler in the catalogue of `@sigmastream/samplers`. */
  readonly sampler: 'euler' | 'dpmpp-2m-sde' | 'dpmpp-3m-sde' | 'ping-pong'
  /** Between which levels a schedule is made that has none of its own. */
  readonly sigmaMin: number
  readonly sigmaMax: number
  /**
   * Sigmas evenly spaced in their logarithm, then 0: polyexponential with rho 1; the others begin at pure noise, whatever
   * the levels.
   */
  readonly schedule: 'polyexponential' | 'log-snr' | 'log-snr-shift-scaled'
  /** The start is standard normal noise times this times `sigmaMax`. */
  readonly startScale: number
  /**
   * Without a negative prompt, guidance leads away from cross-attention tokens that are all zero, or from the prompt
   * ''.
   */
  readonly unconditional: 'zeros' | 'empty-prompt'
  /** What padding is in a negative prompt: zeros, or what it is in any other prompt of the model. */
  readonly negativePadding: 'zeros' | 'as-any'
  /** Seconds behind the end of a sound that are made with it and cut off. */
  readonly headroom: number
  /** Whether noise is drawn for a whole multiple of frames, as far as the model has one; else for those that are made. */
  readonly roundsFramesUp: boolean
  /** What a network with local conditioning is given where there is no sound to keep: zeros, or no conditioning at all. */
  readonly emptyLocal: 'zeros' | 'left-out'
  /**
   * Which frames a gap is told as, where a program tells the model and puts nothing back: those whose first sample lies
   * in it, or those from the one that it begins in up to, not including, the one that it ends in.
   */
  readonly gapFrames: 'first-sample' | 'counted-down'
  /** Whether encoding a sound draws noise, after the noise that a run starts from. */
  readonly encodingDraws: boolean
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
  | 'sa3'
  | 'sa3-base'
  | 'sa3-diffusers'
  | 'sa3-base-diffusers'

const stableAudioOpen = {
  family: 'stable-audio-open',
  guidanceRule: 'cfg',
  unconditional: 'zeros',
  negativePadding: 'zeros',
  headroom: 0,
  roundsFramesUp: false,
  emptyLocal: 'zeros',
  gapFrames: 'first-sample',
  encodingDraws: true,
} as const

const modelCard: Profile = {
  ...stableAudioOpen,
  objective: 'v',
  steps: 100,
  guidance: 7,
  sampler: 'dpmpp-3m-sde',
  sigmaMin: 0.3,
  sigmaMax: 500,
  schedule: 'polyexponential',
  startScale: 1,
}

/**
 * As stable-audio-tools samples rectified flows: its list of times runs from 1 through log SNR -6 to 2, and ends at 0.
 */
const rectifiedFlow = {
  ...stableAudioOpen,
  schedule: 'log-snr',
  sigmaMin: Math.exp(-2),
  sigmaMax: Math.exp(6),
  startScale: 1,
} as const

/**
 * As stable-audio-3 samples: its list of times has 1 and 0 themselves at its ends, and is even in log SNR from -6.2 to
 * 2.
 */
const stableAudio3 = {
  family: 'stable-audio-3',
  guidanceRule: 'apg',
  schedule: 'log-snr-shift-scaled',
  sigmaMin: Math.exp(-2),
  sigmaMax: Math.exp(6.2),
  startScale: 1,
  unconditional: 'zeros',
  negativePadding: 'zeros',
  headroom: 6,
  roundsFramesUp: true,
  emptyLocal: 'zeros',
  gapFrames: 'first-sample',
  encodingDraws: true,
} as const

const ofDistilled = { ...stableAudio3, objective: 'rf_denoiser', steps: 8, guidance: 1, sampler: 'ping-pong' } as const

const ofBase = { ...stableAudio3, objective: 'rectified_flow', steps: 50, guidance: 7, sampler: 'euler' } as const

/** What diffusers 0.42.1 does otherwise. It guides no model unless it is asked to, and then without projection. */
const inDiffusers = {
  guidance: 1,
  guidanceRule: 'cfg',
  unconditional: 'empty-prompt',
  negativePadding: 'as-any',
  headroom: 0,
  roundsFramesUp: false,
  emptyLocal: 'left-out',
  gapFrames: 'counted-down',
  encodingDraws: false,
} as const

/**
 * Stable Audio Open 1.0, as five sources sample it: the notebook of a university course (Euler over 50 steps;
 * ZacharyNovack/sat-253), its model card, the interface of stable-audio-tools (`interface/gradio.py`,
 * `inference/sampling.py` `sample_k`), diffusers' `StableAudioPipeline` with its `CosineDPMSolverMultistepScheduler`
 * (2M SDE midpoint; `init_noise_sigma` is sqrt(sigma max^2 + 1)), and ComfyUI's template. Stable Audio Open Small as
 * its model card has it, and the model that it was distilled from as the interface of stable-audio-tools has it
 * (`interface/interfaces/diffusion_cond.py`, `inference/sampling.py` `sample_rf`). Stable Audio 3 as stable-audio-3
 * samples it (`model.py` `generate`, `inference/sampling.py`, and its guide to inference), and diffusers'
 * `StableAudio3Pipeline`, `StableAudio3InpaintPipeline` and `StableAudio3AudioToAudioPipeline`.
 */
export const profiles: Readonly<Record<ProfileName, Profile>> = {
  exercises: { ...modelCard, steps: 50, sampler: 'euler' },
  'model-card': modelCard,
  'stable-audio-tools': { ...modelCard, sigmaMin: 0.01, sigmaMax: 100 },
  diffusers: { ...modelCard, sampler: 'dpmpp-2m-sde', startScale: Math.sqrt(500 ** 2 + 1) / 500 },
  comfyui: { ...modelCard, steps: 50, guidance: 4.98, sigmaMin: 0.03, unconditional: 'empty-prompt' },
  small: { ...rectifiedFlow, objective: 'rf_denoiser', steps: 8, guidance: 1, sampler: 'ping-pong' },
  'small-base': { ...rectifiedFlow, objective: 'rectified_flow', steps: 50, guidance: 7, sampler: 'euler' },
  sa3: ofDistilled,
  'sa3-base': ofBase,
  'sa3-diffusers': { ...ofDistilled, ...inDiffusers },
  'sa3-base-diffusers': { ...ofBase, steps: 100, ...inDiffusers },
}

const usual: Readonly<Record<Family, Readonly<Record<Objective, ProfileName>>>> = {
  'stable-audio-open': { v: 'model-card', rf_denoiser: 'small', rectified_flow: 'small-base' },
  // No model of the family answers v; one that did would be sampled as those that do.
  'stable-audio-3': { v: 'model-card', rf_denoiser: 'sa3', rectified_flow: 'sa3-base' },
}

/** The profile by which a model of that family and objective is sampled where nobody names one. */
export const usualProfile = (family: Family, objective: Objective): ProfileName => usual[family][objective]
