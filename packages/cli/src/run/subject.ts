import type { Audio } from '@sigmastream/audio'
import type { Denoiser, Latent, SampleError, Shape } from '@sigmastream/core'
import { type readonlyNonEmptyArray as RNEA, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Clip } from '../clip.js'
import type { CliError } from '../errors.js'
import type { SigmaDefaults } from '../schedule.js'
import type { Request } from './request.js'
import type { Task } from './task.js'

/** A model that is loaded; `close` ends its threads. */
export interface OpenModel {
  readonly denoiser: Denoiser
  /** What the task works on, of the subject's shape; zeros where it works on nothing. */
  readonly reference: Latent
  /** How latents sound; `null` where they cannot be heard. A failure: the engine's. */
  readonly listen: ((latent: Latent) => TE.TaskEither<CliError, Audio>) | null
  readonly close: T.Task<void>
}

/**
 * A model that is loaded for several sources at once: what it is for each of them, by its place; `close` ends its
 * threads.
 */
export interface OpenModels {
  readonly of: (place: number) => OpenModel
  readonly close: T.Task<void>
}

/** Bytes of memory that a run takes at most, and how many of them it takes whatever its length. */
export interface Needs {
  readonly peak: number
  readonly model: number
}

/** What a result sounds like before anybody has heard it. */
export interface SoundFormat {
  readonly sampleRate: number
  readonly channels: number
}

/** What a run works on, in the terms of the model, known before the model is loaded. */
export interface Subject {
  /** `[batch, channels, frames]` of the latents. */
  readonly shape: Shape
  /** Frames a second; `null` for latents that were not told theirs. */
  readonly frameRate: number | null
  /** What was asked for, in latents. */
  readonly task: Task
  readonly defaults: SigmaDefaults
  /** By how much a start from pure noise is louder than the highest sigma: 1 but for diffusers. */
  readonly startScale: number
  /**
   * The sound that the result is to be compared with, and that stays outside of regions; `null` where there is none.
   */
  readonly original: Audio | null
  /** `null` where results cannot be heard. */
  readonly sound: SoundFormat | null
  /** What the model was told, as the record of the run has it. */
  readonly told: Readonly<Record<string, unknown>>
  /** Memory for a run whose result is `heard`, or stays latents; `null` where it is not predicted. */
  readonly needs: ((heard: boolean) => Needs) | null
  /** Loads the model. A failure: the engine's. */
  readonly open: TE.TaskEither<CliError, OpenModel>
  /** How what was given was prepared, for people, one line each. */
  readonly remarks: readonly string[]
  /** Options that make something else of the same input, for messages. */
  readonly remedies: string
  /** What an error of the run is to a person who uses this model. */
  readonly errorOf: (error: SampleError) => CliError
}

/** A subject, and the clip that it was made of, if any. */
export interface Source {
  readonly clip: Clip | null
  readonly subject: Subject
}

/** Sources that one model serves. `open` loads it once for all of them. */
export interface Sources {
  readonly each: RNEA.ReadonlyNonEmptyArray<Source>
  readonly open: TE.TaskEither<CliError, OpenModels>
}

/** A source with a model of its own. */
export const alone = (source: Source): Sources => ({
  each: [source],
  open: pipe(
    source.subject.open,
    TE.map((model) => ({ of: () => model, close: model.close })),
  ),
})

/** What a model is told beside the clips, as typed; `steps` is how many intervals the run has. */
export interface ModelOptions {
  readonly steps: number
  readonly frameRate?: number
  /** In seconds. */
  readonly windowLength?: number
  readonly threads?: number
}

/**
 * A model that works on clips. It learns from `exemplars`, or, where there are none, from the clip itself without the
 * regions that are asked for. A usage error: regions that are none, clips that do not fit each other, or nothing to
 * learn from.
 */
export type ClipModel = (
  clip: Clip,
  exemplars: readonly Clip[],
  options: ModelOptions,
  request: ClipRequest,
) => TE.TaskEither<CliError, Subject>

/** A request that works on a clip. */
export type ClipRequest = Exclude<Request, { readonly _tag: 'Generate' }>
