import { describeAudioError, ofLength, sampleCount, secondsOf } from '@sigmastream/audio'
import { nearestCount } from '@sigmastream/core'
import { prepareReference, type StableAudio } from '@sigmastream/model-sao'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Clip, LatentsClip, SoundClip } from '../clip.js'
import { badRecipe, type RenderError, refuseRecipe } from '../errors.js'
import { countingOf, framedTask } from '../framed-task.js'
import { intervalCount } from '../plan.js'
import { regionsOf } from '../recipe/tasks.js'
import { stepsOf } from '../recipe-schedule.js'
import { checkedRanges } from '../regions.js'
import { field, showNumber, words } from '../words.js'
import { conventionsOf, type StableAudioRecipe } from './recipe.js'
import { touchedFrames } from './touched-frames.js'
import { audioOf } from './waveform.js'
import { checkSeconds, shapeOf, type Work } from './work.js'

/** How many intervals the run has. */
const intervalsIn = (recipe: StableAudioRecipe): number => {
  const conventions = conventionsOf(recipe)
  return intervalCount(recipe.sampler ?? conventions.sampler, stepsOf(recipe, conventions.steps))
}

/** How a reference was prepared to be `seconds` long at `sampleRate` Hz. */
const remarkOf = (
  { name, audio }: SoundClip,
  { reference }: StableAudioRecipe,
  sampleRate: number,
  seconds: number,
): string => {
  const own = secondsOf(audio)
  const resampled = audio.sampleRate === sampleRate ? [] : [`resampled from ${audio.sampleRate} to ${sampleRate} Hz`]
  const longer = reference === 'silence' ? 'filled up with silence' : 'repeated'
  const length = own === seconds ? [] : [`${own < seconds ? longer : 'cut'} to ${showNumber(seconds)} s`]
  const steps = [...resampled, ...(reference === 'silence' ? [] : ['divided by its peak']), ...length]
  return `reference ${name}: ${showNumber(own)} s, ${steps.length === 0 ? 'as it is' : steps.join(', ')}`
}

const soundWork = (model: StableAudio, recipe: StableAudioRecipe, clip: SoundClip): E.Either<RenderError, Work> => {
  const { name, audio } = clip
  const { geometry } = model
  const seconds = recipe.seconds ?? secondsOf(audio)
  const shape = shapeOf(model, seconds, recipe)
  const regions = regionsOf(recipe)
  const asOriginal = regions.length > 0 && recipe.reference === 'silence'
  const own = recipe.seconds === undefined ? sampleCount(audio) : Math.max(1, nearestCount(seconds, audio.sampleRate))
  return pipe(
    E.Do,
    E.bind('samples', () => checkSeconds(model, seconds, recipe.seconds === undefined ? [`${name} is`] : undefined)),
    E.bind('sound', () =>
      pipe(
        prepareReference(audio, geometry, shape[2] * geometry.frameSamples, recipe.reference),
        E.mapLeft((error): RenderError => badRecipe('clip', [`${name}: ${describeAudioError(error)}`])),
      ),
    ),
    E.let('original', ({ sound, samples }) =>
      asOriginal ? ofLength(audio, own) : audioOf(sound, geometry.sampleRate, samples),
    ),
    E.tap(({ original }) => checkedRanges(regions, original.sampleRate, sampleCount(original))),
    E.let('framed', () =>
      framedTask(
        recipe,
        shape,
        touchedFrames(regions, geometry.frameRate, shape[2]),
        geometry.frameRate,
        intervalsIn(recipe),
      ),
    ),
    E.map(({ samples, sound, original, framed: { task } }) => ({
      seconds,
      shape,
      samples,
      task,
      ring: false,
      reference: { _tag: 'Sound', sound },
      original,
      asOriginal,
      remarks: [remarkOf(clip, recipe, geometry.sampleRate, sound.shape[2] / geometry.sampleRate)],
    })),
  )
}

/** Fields that say how sound is prepared. */
const checkNoSound = ({ fullWindow, reference }: StableAudioRecipe): E.Either<RenderError, void> => {
  const stray = fullWindow ? 'fullWindow' : reference === 'silence' ? null : 'reference'
  return stray === null
    ? E.right(undefined)
    : refuseRecipe(stray, words`${field(stray)} is for sound, and ${field('clip')} is latents`, ['leave it out'])
}

const latentsWork = (
  model: StableAudio,
  recipe: StableAudioRecipe,
  { name, latent }: LatentsClip,
): E.Either<RenderError, Work> => {
  const { latentChannels, maxFrames, frameSamples, frameRate } = model.geometry
  const [batch, channels, frames] = latent.shape
  if (batch !== 1 || channels !== latentChannels || frames > maxFrames)
    return refuseRecipe(
      'clip',
      [`${name} holds latents of ${latent.shape.join(' x ')}`],
      [`this model takes 1 x ${latentChannels} x frames, at most ${maxFrames} of them`],
    )
  return pipe(
    checkNoSound(recipe),
    E.flatMap(() => checkedRanges(regionsOf(recipe), frameRate, frames, countingOf(recipe))),
    E.map((ranges) => framedTask(recipe, latent.shape, ranges, frameRate, intervalsIn(recipe))),
    E.map(({ task }) => ({
      seconds: recipe.seconds ?? frames / frameRate,
      shape: latent.shape,
      samples: frames * frameSamples,
      task,
      ring: false,
      reference: { _tag: 'Latents', latent },
      original: null,
      asOriginal: false,
      remarks: [],
    })),
  )
}

/**
 * A task on a clip. Sound is made as long as the run, the frames that have a part in a region are made anew; latents are
 * taken as they are, with the frames of `framesOf`. Refused: too long for the model, regions that are none.
 */
export const clipWork = (model: StableAudio, recipe: StableAudioRecipe, clip: Clip): E.Either<RenderError, Work> =>
  clip._tag === 'Sound' ? soundWork(model, recipe, clip) : latentsWork(model, recipe, clip)
