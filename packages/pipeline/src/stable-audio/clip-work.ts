import { describeAudioError, ofLength, sampleCount, secondsOf } from '@sigmastream/audio'
import { prepareReference, type StableAudio } from '@sigmastream/model-sao'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Clip, LatentsClip, SoundClip } from '../clip.js'
import { badRecipe, field, type RenderError, refused, show, words } from '../errors.js'
import { framedTask, intervalCount } from '../plan.js'
import { regionsOf } from '../recipe/recipe.js'
import { checkedRanges, touched } from './ranges.js'
import { conventionsOf, type Told } from './told.js'
import { audioOf } from './waveform.js'
import { checkSeconds, shapeOf, type Work } from './work.js'

/** How many intervals the run has. */
const stepsOf = (told: Told): number => {
  const { sampler, steps } = { ...conventionsOf(told), ...told }
  return intervalCount(sampler, steps)
}

/** How a reference was prepared to be `seconds` long at `sampleRate` Hz. */
const remarkOf = ({ name, audio }: SoundClip, { reference }: Told, sampleRate: number, seconds: number): string => {
  const own = secondsOf(audio)
  const resampled = audio.sampleRate === sampleRate ? [] : [`resampled from ${audio.sampleRate} to ${sampleRate} Hz`]
  const longer = reference === 'silence' ? 'filled up with silence' : 'repeated'
  const length = own === seconds ? [] : [`${own < seconds ? longer : 'cut'} to ${show(seconds)} s`]
  const steps = [...resampled, ...(reference === 'silence' ? [] : ['divided by its peak']), ...length]
  return `reference ${name}: ${show(own)} s, ${steps.length === 0 ? 'as it is' : steps.join(', ')}`
}

const soundWork = (model: StableAudio, told: Told, clip: SoundClip): E.Either<RenderError, Work> => {
  const { name, audio } = clip
  const { geometry } = model
  const seconds = told.seconds ?? secondsOf(audio)
  const shape = shapeOf(model, seconds, told)
  const regions = regionsOf(told)
  const asOriginal = told.command === 'inpaint' && told.reference === 'silence'
  const own = told.seconds === undefined ? sampleCount(audio) : Math.max(1, Math.round(seconds * audio.sampleRate))
  return pipe(
    E.Do,
    E.bind('samples', () => checkSeconds(model, seconds, told.seconds === undefined ? [`${name} is`] : undefined)),
    E.bind('sound', () =>
      pipe(
        prepareReference(audio, geometry, shape[2] * geometry.frameSamples, told.reference),
        E.mapLeft((error): RenderError => badRecipe('clip', [`${name}: ${describeAudioError(error)}`])),
      ),
    ),
    E.let('original', ({ sound, samples }) =>
      asOriginal ? ofLength(audio, own) : audioOf(sound, geometry.sampleRate, samples),
    ),
    E.tap(({ original }) => checkedRanges(regions, original.sampleRate, sampleCount(original))),
    E.let('framed', () =>
      framedTask(told, shape, touched(regions, geometry.frameRate, shape[2]), geometry.frameRate, stepsOf(told)),
    ),
    E.map(({ samples, sound, original, framed: { task } }) => ({
      seconds,
      shape,
      samples,
      task,
      reference: { _tag: 'Sound', sound },
      original,
      asOriginal,
      remarks: [remarkOf(clip, told, geometry.sampleRate, sound.shape[2] / geometry.sampleRate)],
    })),
  )
}

/** Fields that say how sound is prepared. */
const checkNoSound = ({ fullWindow, reference }: Told): E.Either<RenderError, void> => {
  const stray = fullWindow ? 'fullWindow' : reference === 'silence' ? null : 'reference'
  return stray === null
    ? E.right(undefined)
    : refused(stray, words`${field(stray)} is for sound, and ${field('clip')} is latents`, ['leave it out'])
}

const latentsWork = (model: StableAudio, told: Told, { name, latent }: LatentsClip): E.Either<RenderError, Work> => {
  const { latentChannels, maxFrames, frameSamples, frameRate } = model.geometry
  const [batch, channels, frames] = latent.shape
  if (batch !== 1 || channels !== latentChannels || frames > maxFrames)
    return refused(
      'clip',
      [`${name} holds latents of ${latent.shape.join(' x ')}`],
      [`this model takes 1 x ${latentChannels} x frames, at most ${maxFrames} of them`],
    )
  return pipe(
    checkNoSound(told),
    E.flatMap(() => checkedRanges(regionsOf(told), frameRate, frames)),
    E.map((ranges) => framedTask(told, latent.shape, ranges, frameRate, stepsOf(told))),
    E.map(({ task }) => ({
      seconds: told.seconds ?? frames / frameRate,
      shape: latent.shape,
      samples: frames * frameSamples,
      task,
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
export const clipWork = (model: StableAudio, told: Told, clip: Clip): E.Either<RenderError, Work> =>
  clip._tag === 'Sound' ? soundWork(model, told, clip) : latentsWork(model, told, clip)
