import type { either as E, task as T, taskEither as TE } from 'fp-ts'
import type { Audio } from '@sigmastream/audio'
import type { Denoiser, Latent } from '@sigmastream/core'
import type { Clip } from '../clip.js'
import type { CliError } from '../errors.js'
import type { SigmaDefaults } from '../schedule.js'
import type { Task } from './job.js'
import type { Request } from './request.js'

/** A model that is loaded; `close` ends its threads. */
export interface OpenModel {
  readonly denoiser: Denoiser
  readonly close: T.Task<void>
}

/** A clip in the terms of the model: what a run works on, whether it is sound or latents. */
export interface Subject {
  /** `[batch, channels, frames]`. */
  readonly reference: Latent
  /** Frames a second; `null` for latents that were not told theirs. */
  readonly frameRate: number | null
  /** What was asked for, in latents. */
  readonly task: Task
  readonly defaults: SigmaDefaults
  /** Loads the model. A failure: the engine's. */
  readonly open: TE.TaskEither<CliError, OpenModel>
  /** How latents sound, as long as the clip; `null` where they cannot be heard. */
  readonly listen: ((latent: Latent) => E.Either<CliError, Audio>) | null
}

/** What a model is told beside the clips, as typed; `steps` is that of the schedule. */
export interface ModelOptions {
  readonly steps: number
  readonly frameRate?: number
  /** In seconds. */
  readonly windowLength?: number
  readonly threads?: number
}

/**
 * A model that works on clips. It learns from `exemplars`, or, where there are none, from the clip itself without the regions
 * that are asked for. A usage error: regions that are none, clips that do not fit each other, or nothing to learn from.
 */
export type ClipModel = (
  clip: Clip,
  exemplars: readonly Clip[],
  options: ModelOptions,
  request: Request,
) => TE.TaskEither<CliError, Subject>
