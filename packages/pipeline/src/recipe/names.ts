import type { SampleEncoding } from '@sigmastream/audio'
import type { Precision, ProfileName, ReferenceStyle } from '@sigmastream/model-sao'
import type { Device } from '@sigmastream/onnx'
import { type SamplerName, samplers } from '@sigmastream/samplers'

// The names that fields may have. Those of Stable Audio Open and its engine are written out, checked by the compiler
// against the types there, so that a recipe can be read without loading either.

/** Every sampler by name. */
export const samplerNames: Readonly<Record<SamplerName, unknown>> = samplers

/** How sound is stored. */
export const encodings: Readonly<Record<SampleEncoding, null>> = { pcm16: null, pcm24: null, float32: null }

/** In what the transformer's weights are held. */
export const precisions: Readonly<Record<Precision, null>> = {
  fp32: null,
  'fp16-weights': null,
  int8: null,
  int4: null,
}

/** How the answers of overlapping windows become one: taken by turns, or averaged. */
export const windowBlends = { swap: null, mean: null }

/** The name of a way to blend windows. */
export type WindowBlendName = keyof typeof windowBlends

/** Whose conventions Stable Audio Open is sampled by. */
export const profileNames: Readonly<Record<ProfileName, null>> = {
  exercises: null,
  'model-card': null,
  'stable-audio-tools': null,
  diffusers: null,
  comfyui: null,
  small: null,
  'small-base': null,
  sa3: null,
  'sa3-base': null,
  'sa3-diffusers': null,
  'sa3-base-diffusers': null,
}

/**
 * How branches become one answer: classifier-free guidance, adaptive projection, CFG-Zero*, tangential,
 * magnitude-aware, frequency-decoupled, perpendicular negative.
 */
export const guidanceNames = {
  cfg: null,
  apg: null,
  'zero-star': null,
  tcfg: null,
  'magnitude-aware': null,
  fdg: null,
  'perp-neg': null,
}

/** The name of a way of guidance. */
export type GuidanceName = keyof typeof guidanceNames

/**
 * How gaps are filled: the surroundings put back after any sampler's step (`projection`), weighed in by a step of its own
 * (`posterior`), told to a model that fills gaps itself (`native`), or told and put back (`both`).
 */
export const inpaintMethods = { projection: null, posterior: null, native: null, both: null }

/** Other words for ways of filling gaps: the verb of `projection`. */
export const otherMethodWords = { project: 'projection' } as const

/** The name of a way of filling gaps. */
export type InpaintMethod = keyof typeof inpaintMethods

/** What frames are to the others that only fill up the length of a run. */
export const paddings = { 'left-out': null, counted: null }

/** How reference audio is made as long as a run. */
export const references: Readonly<Record<ReferenceStyle, null>> = { silence: null, exercises: null }

/** Where a model is computed; `auto` is the first that works. */
export const deviceNames: Readonly<Record<Device | 'auto', null>> = {
  auto: null,
  cpu: null,
  cuda: null,
  coreml: null,
  directml: null,
  webgpu: null,
}

/** The name of a place where a model is computed, or `auto`. */
export type DeviceName = keyof typeof deviceNames
