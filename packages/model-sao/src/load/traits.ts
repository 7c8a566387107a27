import type { Checkpoint } from '../checkpoint/checkpoint.js'

/** The families of models, which are sampled alike within one: see `profiles`. */
export type Family = 'stable-audio-open' | 'stable-audio-3'

/** What a pipeline must know of the kind of a model, beside its geometry. */
export interface ModelTraits {
  readonly family: Family
  /** Whether the network itself can be told what of a sound is there already (`DenoiserRequest.given`). */
  readonly fillsGaps: boolean
  /** Latents are made a whole multiple of so many frames long (stable-audio-3 `model.py` `_adapt_sample_size`). */
  readonly frameMultiple: number
}

/** What kind of model a checkpoint holds: a family is told by its text encoder, which all of its models share. */
export const traitsOf = ({
  partConfigs: { dit, conditioning, autoencoder },
}: Pick<Checkpoint, 'partConfigs'>): ModelTraits => ({
  family: conditioning.prompt.encoder === 't5gemma' ? 'stable-audio-3' : 'stable-audio-open',
  fillsGaps: dit.localDim > 0,
  frameMultiple: autoencoder._tag === 'Same' ? autoencoder.frameMultiple : 1,
})
