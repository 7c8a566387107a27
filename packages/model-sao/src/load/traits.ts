import type { Checkpoint } from '../checkpoint/checkpoint.js'

/** The families of models, which are sampled alike within one: see `profiles`. */
export type Family = 'stable-audio-open' | 'stable-audio-3'

/** What a pipeline must know of the kind of a model, beside its geometry. */
export interface ModelTraits {
  readonly family: Family
  /** Whether the network itself can be told what of a sound is there already (`DenoiserRequest.given`). */
  readonly fillsGaps: boolean
  /** Seconds behind the end of a sound that are made with it and cut off, so that it has room to end; 0 for none. */
  readonly headroom: number
  /** Latents are made a whole multiple of so many frames long. */
  readonly frameMultiple: number
}

/** As `StableAudioModel.generate` of stable-audio-3 has them (`model.py`): `duration_padding_sec`, `_adapt_sample_size`. */
const ofStableAudio3 = { family: 'stable-audio-3', headroom: 6 } as const

const ofStableAudioOpen = { family: 'stable-audio-open', headroom: 0 } as const

/** What kind of model a checkpoint holds: a family is told by its text encoder, which all of its models share. */
export const traitsOf = ({
  partConfigs: { dit, conditioning, autoencoder },
}: Pick<Checkpoint, 'partConfigs'>): ModelTraits => ({
  ...(conditioning.prompt.encoder === 't5gemma' ? ofStableAudio3 : ofStableAudioOpen),
  fillsGaps: dit.localDim > 0,
  frameMultiple: autoencoder._tag === 'Same' ? autoencoder.frameMultiple : 1,
})
