import type { Audio } from '@sigmastream/audio'
import { type Latent, nearestCount, type Shape } from '@sigmastream/core'
import type { StableAudio, Waveform } from '@sigmastream/model-sao'
import type { WindowLayout } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type RenderError, refuseRecipe } from '../errors.js'
import type { Excerpt } from '../excerpt.js'
import type { LatentTask } from '../plan.js'
import { field, showNumber, type Words, words } from '../words.js'
import type { StableAudioRecipe } from './recipe.js'
import { checkJoined, windowRemarks, windowSeconds, windowsOf } from './windows.js'

/** What a run works on, before any weight is read. */
export interface Work {
  /** Seconds that the model is told of: of the whole, of which this is from `from` on. */
  readonly seconds: number
  readonly from: number
  /** `[1, channels, frames]` of the latents. */
  readonly shape: Shape
  /** Where the model is asked by itself, of latents that are longer than it makes at once; else `null`. */
  readonly layout: WindowLayout | null
  /** Samples of the result at the model's rate. */
  readonly samples: number
  readonly task: LatentTask
  /** What is encoded to be the reference, or the reference itself; `null` where there is none. */
  readonly reference:
    | { readonly _tag: 'Sound'; readonly sound: Waveform }
    | { readonly _tag: 'Latents'; readonly latent: Latent }
    | null
  readonly original: Audio | null
  /** Which part of a recording this is; `null` for all of it, and where there is none. */
  readonly excerpt: Excerpt | null
  /** Whether the result gets the rate and channels of the original, and not the model's. */
  readonly asOriginal: boolean
  /** How what was given was prepared, for people. */
  readonly remarks: readonly string[]
}

/** What is made, and what the model is told of it. */
export interface StableAudioWork {
  readonly recipe: StableAudioRecipe
  readonly work: Work
}

/** The longest sound that is made, in seconds: what is longer is made in parts. */
const longestSeconds = 3600

/** The samples of so many seconds, of an hour at the most; `whose` says whose they are. */
export const checkSeconds = (
  { geometry: { sampleRate } }: StableAudio,
  seconds: number,
  whose: Words = words`${field('seconds')} is`,
): E.Either<RenderError, number> => {
  const samples = nearestCount(seconds, sampleRate)
  if (samples < 1)
    return refuseRecipe('seconds', [...whose, ` ${seconds} s, which is less than a sample`], ['give more'])
  return seconds <= longestSeconds
    ? E.right(samples)
    : refuseRecipe(
        'seconds',
        [...whose, ` ${showNumber(seconds)} s, and what is made at once is at most ${longestSeconds} s`],
        words`give ${field('seconds')} up to that`,
      )
}

/** The latents that cover so many samples; at the least the whole window where that is asked for. */
export const shapeOf = ({ geometry }: StableAudio, samples: number, { fullWindow }: StableAudioRecipe): Shape => {
  const { latentChannels, maxFrames, frameSamples } = geometry
  return [1, latentChannels, Math.max(fullWindow ? maxFrames : 1, Math.ceil(samples / frameSamples))]
}

/** Something new of so many seconds, or of all that the model makes at once. */
export const newWork = (model: StableAudio, recipe: StableAudioRecipe): E.Either<RenderError, Work> => {
  const seconds = recipe.seconds ?? windowSeconds(model)
  return pipe(
    E.Do,
    E.bind('samples', () => checkSeconds(model, seconds)),
    E.let('shape', ({ samples }) => shapeOf(model, samples, recipe)),
    E.bind('layout', ({ shape }) => windowsOf(model, recipe, shape[2])),
    E.tap(({ layout }) => checkJoined(recipe, layout)),
    E.map(({ samples, shape, layout }) => ({
      seconds,
      from: 0,
      samples,
      shape,
      layout,
      task: { _tag: 'Generate' },
      reference: null,
      original: null,
      excerpt: null,
      asOriginal: false,
      remarks: windowRemarks(model, layout, recipe),
    })),
  )
}
