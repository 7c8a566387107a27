import { build, type Latent, type Step } from '@sigmastream/core'
import type { Geometry, ModelTraits, PromptItem } from '@sigmastream/model-sao'
import { euler, pingPong } from '@sigmastream/samplers'
import type { GenerateRun } from './golden.js'

/** What `StableAudioModel.generate` was asked for, nothing left open. */
export interface GenerateArguments {
  readonly items: readonly PromptItem[]
  readonly negative: string | null
  readonly scale: number
  readonly steps: number
  readonly seed: number
  /** Seconds behind the end. */
  readonly headroom: number
  readonly step: () => Step
  /** Whether its sampler draws noise at its last step, which ours does not. */
  readonly drawsLast: boolean
  /** The share of noise that a variation starts with. */
  readonly level: number | null
  /** Gaps to fill, in seconds. */
  readonly gaps: readonly (readonly [from: number, to: number])[] | null
  /** Whether the recorded source is encoded. */
  readonly encodes: boolean
}

const listOf = <A>(one: A | readonly A[]): readonly A[] => (Array.isArray(one) ? one : [one as A])

/** The arguments that a run was recorded with; `undefined` where its sampler is not offered here. */
export const generateArguments = (recorded: GenerateRun): GenerateArguments | undefined => {
  const {
    sampler_type: sampler = 'pingpong',
    init_noise_level: level = null,
    negative_prompt: negative = null,
  } = recorded
  const step = new Map([
    ['pingpong', pingPong],
    ['euler', euler],
  ]).get(sampler)
  if (step === undefined) return undefined
  const durations = listOf(recorded.duration)
  const ends = listOf(recorded.inpaint_mask_end_seconds ?? [])
  const gaps = listOf(recorded.inpaint_mask_start_seconds ?? []).map((from, i) => [from, ends[i] ?? from] as const)
  return {
    items: listOf(recorded.prompt).map((prompt, i) => ({
      prompt,
      secondsStart: 0,
      secondsTotal: durations[i] ?? durations[0] ?? 0,
    })),
    negative,
    scale: recorded.cfg_scale,
    steps: recorded.steps,
    seed: recorded.seed,
    headroom: recorded.duration_padding_sec,
    step,
    drawsLast: sampler === 'pingpong',
    level,
    gaps: gaps.length === 0 ? null : gaps,
    encodes: level !== null || gaps.length > 0,
  }
}

/** How long the latents and the sound of a run are. */
export interface GenerateLength {
  readonly frames: number
  /** Of each item, how many frames are sound, and how many samples that is. */
  readonly valid: readonly number[]
  readonly soundSamples: readonly number[]
  /** To how many samples the result is cut; `null` where items are of several lengths. */
  readonly cut: number | null
  /** From which sample on everything is made anew. */
  readonly longest: number
}

/** Source: stable-audio-3 `model.py` `_adapt_sample_size` and `generate`, `inference/sampling.py` `sample_diffusion`. */
export const lengthOf = (
  { sampleRate, frameSamples, maxFrames }: Geometry,
  { frameMultiple }: ModelTraits,
  { items, headroom }: GenerateArguments,
): GenerateLength => {
  const seconds = items.map(({ secondsTotal }) => secondsTotal)
  const most = Math.max(...seconds)
  const whole = Math.ceil(Math.floor((most + headroom) * sampleRate) / frameSamples)
  const frames = Math.min(maxFrames, Math.ceil(whole / frameMultiple) * frameMultiple)
  const valid = seconds.map((own) =>
    Math.min(
      frames,
      Math.ceil(Math.floor(own * sampleRate) / frameSamples) + Math.floor((headroom * sampleRate) / frameSamples),
    ),
  )
  return {
    frames,
    valid,
    soundSamples: valid.map((own) => own * frameSamples),
    cut: seconds.every((own) => own === most) ? Math.floor(most * sampleRate) : null,
    longest: Math.floor(most * sampleRate),
  }
}

/** `[1, 1, frames]`, 1 for a frame whose first sample lies in a gap or behind the longest item: what is made anew. */
export const gapMask = (
  { sampleRate, frameSamples }: Geometry,
  { gaps }: GenerateArguments,
  { frames, longest }: GenerateLength,
): Latent =>
  build([1, 1, frames], (out) => {
    for (let i = 0; i < frames; i++) {
      const at = i * frameSamples
      const isIn = (gaps ?? []).some(
        ([from, to]) => Math.floor(from * sampleRate) <= at && at < Math.floor(to * sampleRate),
      )
      out[i] = isIn || at >= longest ? 1 : 0
    }
  })
