import type { Audio } from '@sigmastream/audio'
import { atMost, type Latent, nearestCount, type Shape } from '@sigmastream/core'
import type { StableAudio, Waveform } from '@sigmastream/model-sao'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type RenderError, refuseRecipe } from '../errors.js'
import type { LatentTask } from '../plan.js'
import { isLoop } from '../recipe/tasks.js'
import { field, showNumber, type Words, words } from '../words.js'
import type { StableAudioRecipe } from './recipe.js'

/** What a run works on, before any weight is read. */
export interface Work {
  /** Seconds that the model is told of. */
  readonly seconds: number
  /** `[1, channels, frames]` of the latents. */
  readonly shape: Shape
  /** Samples of the result at the model's rate. */
  readonly samples: number
  readonly task: LatentTask
  /** Whether its latents go round, as those of a loop that is made from nothing do. */
  readonly ring: boolean
  /** What is encoded to be the reference, or the reference itself; `null` where there is none. */
  readonly reference:
    | { readonly _tag: 'Sound'; readonly sound: Waveform }
    | { readonly _tag: 'Latents'; readonly latent: Latent }
    | null
  readonly original: Audio | null
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

const windowOf = ({ geometry: { maxFrames, frameRate } }: StableAudio): number => maxFrames / frameRate

/** The samples of so many seconds, where they fit into what the model was made for; `whose` says whose they are. */
export const checkSeconds = (
  model: StableAudio,
  seconds: number,
  whose: Words = words`${field('seconds')} is`,
): E.Either<RenderError, number> => {
  const { sampleRate, maxFrames, frameSamples } = model.geometry
  const samples = nearestCount(seconds, sampleRate)
  if (samples < 1)
    return refuseRecipe('seconds', [...whose, ` ${seconds} s, which is less than a sample`], ['give more'])
  return samples <= maxFrames * frameSamples
    ? E.right(samples)
    : refuseRecipe(
        'seconds',
        [...whose, ` ${showNumber(seconds)} s, and this model makes at most ${atMost(windowOf(model))} s`],
        words`give ${field('seconds')} up to that`,
      )
}

/** The latents that cover so many seconds; of the whole window where that is asked for. */
export const shapeOf = (model: StableAudio, seconds: number, { fullWindow }: StableAudioRecipe): Shape => {
  const { latentChannels, maxFrames } = model.geometry
  return [1, latentChannels, fullWindow ? maxFrames : model.frames(seconds)]
}

/** Something new of so many samples, in latents of `shape`. */
const workOf = (seconds: number, samples: number, shape: Shape): Omit<Work, 'ring' | 'remarks'> => ({
  seconds,
  samples,
  shape,
  task: { _tag: 'Generate' },
  reference: null,
  original: null,
  asOriginal: false,
})

/**
 * A loop: as many whole frames as are nearest to so many seconds, and at least one. Refused: the whole window, which would
 * be cut.
 */
const loopWork = (model: StableAudio, recipe: StableAudioRecipe, asked: number): E.Either<RenderError, Work> => {
  const { latentChannels, frameRate, maxFrames, frameSamples, sampleRate } = model.geometry
  if (recipe.fullWindow)
    return refuseRecipe(
      'fullWindow',
      words`${field('fullWindow')} is cut to what was asked for, and a ${field('loop')} goes round all of it`,
      ['leave one of them out'],
    )
  const frames = Math.max(1, Math.min(maxFrames, nearestCount(asked, frameRate)))
  const samples = frames * frameSamples
  const seconds = samples / sampleRate
  const whole = `a loop of ${showNumber(seconds)} s: whole frames of the model, of ${showNumber(1 / frameRate)} s each`
  return E.right({
    ...workOf(seconds, samples, [1, latentChannels, frames]),
    ring: true,
    remarks: seconds === asked ? [] : [whole],
  })
}

/** Something new of so many seconds, or of all that the model was made for. */
export const newWork = (model: StableAudio, recipe: StableAudioRecipe): E.Either<RenderError, Work> => {
  const seconds = recipe.seconds ?? windowOf(model)
  return pipe(
    checkSeconds(model, seconds),
    E.flatMap((samples) =>
      isLoop(recipe)
        ? loopWork(model, recipe, seconds)
        : E.right({ ...workOf(seconds, samples, shapeOf(model, seconds, recipe)), ring: false, remarks: [] }),
    ),
  )
}
