import type { StoredWeight } from '@sigmastream/checkpoint'
import type { either as E } from 'fp-ts'
import type { CheckpointError } from './errors.js'

/** How a checkpoint is laid out: as stable-audio-tools publishes it, or in the folders of diffusers. */
export type Layout = 'single file' | 'diffusers'

const PARTS = ['denoiser', 'autoencoder', 'conditioner', 'text encoder'] as const
/** What the weights of a checkpoint belong to. */
export type PartName = (typeof PARTS)[number]

/** How the names of a part begin in the single-file layout; the text encoder is a file of its own. */
export const PREFIX: Readonly<Record<Exclude<PartName, 'text encoder'>, string>> = {
  denoiser: 'model.',
  autoencoder: 'pretransform.',
  conditioner: 'conditioner.',
}

/** The weights of one part, and the real folder that their files lie in: a session of that part reads from there. */
export interface PartWeights {
  readonly folder: string
  readonly weights: readonly StoredWeight[]
}

/** A part that is there, or why it cannot be used. */
export type FoundPart = E.Either<CheckpointError, PartWeights>
