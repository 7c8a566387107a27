import type { Audio } from '@sigmastream/audio'
import type { Denoiser, FrameRange, Interval, Latent, SampleError, Shape, Step } from '@sigmastream/core'
import type { AutoencoderIdentity } from '@sigmastream/model-sao'
import type { SamplerName } from '@sigmastream/samplers'
import type { readonlyNonEmptyArray as RNEA, task as T, taskEither as TE } from 'fp-ts'
import type { Clip } from './clip.js'
import type { RenderError } from './errors.js'
import type { Excerpt } from './excerpt.js'
import type { LatentTask } from './latent-task.js'
import type { Turn } from './loop/turn.js'
import type { Recipe } from './recipe/recipe.js'
import type { Samples } from './samples.js'
import type { ScheduleName } from './schedule-names.js'
import type { Levels } from './schedules.js'
import type { LevelOfAmount } from './variation.js'
import type { Words } from './words.js'

/** A recipe, and the clip that it works on; `null` where it works on none. */
export interface Order {
  readonly recipe: Recipe
  readonly clip: Clip | null
  /** How many results, with the seeds from the recipe's on: one unless it is said. */
  readonly count?: number
  /** One of each for every such part of the way to the noise of the other seed; the recipe's own unless it is said. */
  readonly by?: readonly number[]
}

/** How a model is sampled where the recipe does not say. */
export interface Conventions extends Levels {
  readonly sampler: SamplerName
  readonly schedule: ScheduleName
  readonly steps: number
}

/** Bytes of memory that a run takes at most, and how many of them it takes whatever its length. */
export interface MemoryNeeds {
  readonly peak: number
  readonly model: number
  /** What makes it take less, for messages: where the model alone is too large, and where the run is. */
  readonly remedies: { readonly model: Words; readonly peak: Words }
}

/** What a result sounds like before anybody has heard it. */
export interface SoundFormat {
  readonly sampleRate: number
  readonly channels: number
}

/** A text that is longer than the model reads: `counted` of its `tokens`, and what is behind them in words. */
export interface UnheardText {
  readonly of: 'prompt' | 'otherPrompt' | 'fromPrompt' | 'negative'
  readonly tokens: number
  readonly counted: number
  readonly words: string
}

/** How long a recording is: in samples of each channel, so many of which are a second. */
export interface SoundLength {
  readonly sampleRate: number
  readonly frames: number
}

/** An order in the terms of a model, known before its weights are read. */
export interface Piece {
  /** The recipe, with what it leaves open to the model filled in. */
  readonly recipe: Recipe
  /** `[batch, channels, frames]` of the latents. */
  readonly shape: Shape
  /**
   * How many frames noise is drawn for, of which the first are taken: those of the program that a model is of, so that its
   * seeds mean its noise; left out where they are those of the shape.
   */
  readonly drawnFrames?: number
  /**
   * What the program that a model is of draws while it encodes what the task works on, after the noise of the start; left
   * out where it encodes nothing, or draws nothing.
   */
  readonly encodingDraw?: Shape
  /**
   * How many frames are sound, the first of them, where those of the shape have room behind its end: a schedule that goes
   * by length goes by them, and latents are stored without the others.
   */
  readonly soundFrames?: number
  /** Whose latents these are, where a model has an autoencoder of its own: a file of them says so. */
  readonly autoencoder?: AutoencoderIdentity
  /** The stretches in which the model is asked of the latents, one after the other; left out where it is all at once. */
  readonly windows?: readonly FrameRange[]
  /** Frames a second; `null` for latents that were not told theirs. */
  readonly frameRate: number | null
  /** What is done, in latents. */
  readonly task: LatentTask
  /** Whether the model was trained to fill gaps, and can be told what surrounds one; left out where it was not. */
  readonly fillsGaps?: boolean
  readonly conventions: Conventions
  /** The noise level that an amount of variation is. */
  readonly levelOf: LevelOfAmount
  /** By how much a start from pure noise is louder than the highest sigma: 1 but for diffusers. */
  readonly startScale: number
  /** What the model's guidance makes of the step of a sampler; the step itself where it is left out. */
  readonly stepUnder?: (step: Step) => Step
  /** By how many frames a loop is turned at an interval; left out where there is none, or it is turned for good. */
  readonly shift?: (at: Interval) => number
  /**
   * A denoiser that answers at once and asks for branches as the model does under its guidance; `tell` hears how many at
   * each call. Left out for a model without guidance.
   */
  readonly branchProbe?: (tell: (branches: number) => void) => Denoiser
  /**
   * The sound that the result is to be compared with, and that stays outside of regions; of an excerpt, that. `null`
   * where there is none.
   */
  readonly original: Audio | null
  /** Which excerpt of the recording `original` is; left out where it is all of it. */
  readonly excerpt?: Excerpt
  /** How the loop is turned that `original` is; left out where it is none. */
  readonly turn?: Turn
  /** `null` where results cannot be heard. */
  readonly sound: SoundFormat | null
  /** Memory for a run whose result is `heard`, or stays latents; `null` where it is not predicted. */
  readonly needs: ((heard: boolean) => MemoryNeeds) | null
  /** What of its texts the model does not hear; left out where it hears all. */
  readonly unheard?: readonly UnheardText[]
  /** How what was given was prepared, for people, one line each. */
  readonly remarks: readonly string[]
  /** Fields that make something else of the same clip, for messages. */
  readonly remedies: Words
  /** What an error of the run is to a person who uses this model. */
  readonly errorOf: (error: SampleError) => RenderError
}

/** A model that is loaded, for one piece. */
export interface OpenModel {
  readonly denoiser: Denoiser
  /** Of an edit the model under what is heard; the denoiser is under what is to be. Left out of all else. */
  readonly source?: Denoiser
  /** What the task works on, of the piece's shape; zeros where it works on nothing. */
  readonly reference: Latent
  /** How latents sound; `null` where they cannot be heard. Errors: the engine's, `RenderStopped`. */
  readonly listen: ((latent: Latent) => TE.TaskEither<RenderError, Audio>) | null
}

/** A model that is loaded for several pieces at once: what it is for each of them, by its place. */
export interface OpenModels {
  readonly of: (place: number) => OpenModel
  /** Ends its threads. */
  readonly close: T.Task<void>
}

/** Pieces that one model serves. `open` loads it once for all of them; a signal ends that. */
export interface Pieces {
  readonly each: RNEA.ReadonlyNonEmptyArray<Piece>
  readonly open: (signal: AbortSignal) => TE.TaskEither<RenderError, OpenModels>
}

/**
 * A model as a port. `prepare` reads no weights; it refuses what the model cannot do, naming fields of the recipe and,
 * where there are several orders, which of them.
 */
export interface Model {
  /** Whether it knows how many frames of its latents are a second. Latents for others come with a `frameRate`. */
  readonly knowsRate: boolean
  /**
   * The stretches of a recording that it needs for a recipe, in samples, in order, none touching another; `null` for
   * all of it, as where there is no such function. The clip that it is given is then these joined. Refused: regions
   * that are none of the recording's.
   */
  readonly excerpt?: (recipe: Recipe, of: Samples) => TE.TaskEither<RenderError, readonly FrameRange[] | null>
  readonly prepare: (
    orders: RNEA.ReadonlyNonEmptyArray<Order>,
    signal: AbortSignal,
  ) => TE.TaskEither<RenderError, Pieces>
}
