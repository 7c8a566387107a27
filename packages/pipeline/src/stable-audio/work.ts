import type { Audio } from '@sigmastream/audio'
import { type Latent, type Mask, nearestCount, type Shape } from '@sigmastream/core'
import type { StableAudio, Waveform } from '@sigmastream/model-sao'
import type { WindowLayout } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type RenderError, refuseRecipe } from '../errors.js'
import type { Excerpt } from '../excerpt.js'
import type { LatentTask } from '../latent-task.js'
import { isLoop } from '../recipe/tasks.js'
import { field, showNumber, type Words, words } from '../words.js'
import type { StableAudioRecipe } from './recipe.js'
import { lengthRemarks, type RunLength, runLength } from './run-length.js'
import { checkJoined, windowRemarks, windowSeconds, windowsOf } from './windows.js'

/** What a run works on, before any weight is read. */
export interface Work {
  /** Seconds of the whole. */
  readonly seconds: number
  /** The second of the whole that this begins at, and how many it has: all of them, or those of a stretch. */
  readonly from: number
  readonly ownSeconds: number
  /** `[1, channels, frames]` of the latents. */
  readonly shape: Shape
  readonly length: RunLength
  /** Where the model is asked by itself, of latents that are longer than it makes at once; else `null`. */
  readonly layout: WindowLayout | null
  /** Samples of the result at the model's rate. */
  readonly samples: number
  readonly task: LatentTask
  /** `[1, 1, frames]`, 1 where it is made anew, where the model is told what of the reference stays; else `null`. */
  readonly mask: Mask | null
  /** Whether its latents go round, as those of a loop that is made from nothing do. */
  readonly ring: boolean
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

/** The shape of latents of that length. */
export const shapeOf = ({ geometry: { latentChannels } }: StableAudio, { frames }: RunLength): Shape => [
  1,
  latentChannels,
  frames,
]

/** Of a loop as many whole frames as are nearest to so many seconds, and at least one. */
const loopFrames = ({ geometry: { frameRate } }: StableAudio, seconds: number): number =>
  Math.max(1, nearestCount(seconds, frameRate))

/** Refused: a loop of the whole window, which would be cut. */
const checkRing = ({ fullWindow, ...recipe }: StableAudioRecipe): E.Either<RenderError, void> =>
  fullWindow && isLoop(recipe)
    ? refuseRecipe(
        'fullWindow',
        words`${field('fullWindow')} is cut to what was asked for, and a ${field('loop')} goes round all of it`,
        ['leave one of them out'],
      )
    : E.right(undefined)

/** That a loop is of whole frames, where it is not as long as was asked for. */
const loopRemarks = (model: StableAudio, seconds: number, asked: number): readonly string[] =>
  seconds === asked
    ? []
    : [
        `a loop of ${showNumber(seconds)} s: whole frames of the model, of ${showNumber(1 / model.geometry.frameRate)} s each`,
      ]

/** Something new of so many seconds, or of all that the model makes at once. */
export const newWork = (model: StableAudio, recipe: StableAudioRecipe): E.Either<RenderError, Work> => {
  const seconds = recipe.seconds ?? windowSeconds(model)
  return pipe(
    E.Do,
    E.tap(() => checkRing(recipe)),
    E.bind('asked', () => checkSeconds(model, seconds)),
    E.let('ring', () => isLoop(recipe)),
    E.let('samples', ({ asked, ring }) => (ring ? loopFrames(model, seconds) * model.geometry.frameSamples : asked)),
    E.let('length', ({ samples, ring }) => runLength(model, recipe, { seconds, samples, ends: !ring })),
    E.let('shape', ({ length }) => shapeOf(model, length)),
    E.bind('layout', ({ shape }) => windowsOf(model, recipe, shape[2])),
    E.tap(({ layout }) => checkJoined(recipe, layout)),
    E.let('whole', ({ samples, ring }) => (ring ? samples / model.geometry.sampleRate : seconds)),
    E.map(({ samples, shape, length, layout, ring, whole }) => ({
      seconds: whole,
      from: 0,
      ownSeconds: whole,
      samples,
      shape,
      length,
      layout,
      task: { _tag: 'Generate' },
      mask: null,
      ring,
      reference: null,
      original: null,
      excerpt: null,
      asOriginal: false,
      remarks: [
        ...loopRemarks(model, whole, seconds),
        ...lengthRemarks(model, length),
        ...windowRemarks(model, layout, recipe),
      ],
    })),
  )
}
