import { describeAudioError, sampleCount as lengthOf, secondsOf } from '@sigmastream/audio'
import { prepareReference, type StableAudio } from '@sigmastream/model-sao'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Clip, LatentsClip, SoundClip } from '../clip.js'
import { type CliError, usage } from '../errors.js'
import { framed } from '../model/task.js'
import type { ClipRequest } from '../run/subject.js'
import { show } from '../table.js'
import { checkedRanges, regionsOf, touched } from './ranges.js'
import type { Told } from './told.js'
import { audioOf, ofLength } from './waveform.js'
import { checkSeconds, shapeOf, type Work } from './work.js'

/** How a reference was prepared to be `seconds` long at `sampleRate` Hz. */
const remarkOf = ({ path, audio }: SoundClip, { reference }: Told, sampleRate: number, seconds: number): string => {
  const own = secondsOf(audio)
  const resampled = audio.sampleRate === sampleRate ? [] : [`resampled from ${audio.sampleRate} to ${sampleRate} Hz`]
  const longer = reference === 'silence' ? 'filled up with silence' : 'repeated'
  const length = own === seconds ? [] : [`${own < seconds ? longer : 'cut'} to ${show(seconds)} s`]
  const steps = [...resampled, ...(reference === 'silence' ? [] : ['divided by its peak']), ...length]
  return `reference ${path}: ${show(own)} s, ${steps.length === 0 ? 'as it is' : steps.join(', ')}`
}

const soundWork = (
  model: StableAudio,
  told: Told,
  clip: SoundClip,
  request: ClipRequest,
  steps: number,
): E.Either<CliError, Work> => {
  const { path, audio } = clip
  const { geometry } = model
  const seconds = told.seconds ?? secondsOf(audio)
  const shape = shapeOf(model, seconds, told)
  const asOriginal = request._tag === 'Inpaint' && told.reference === 'silence'
  const own = told.seconds === null ? lengthOf(audio) : Math.max(1, Math.round(seconds * audio.sampleRate))
  return pipe(
    E.Do,
    E.bind('samples', () => checkSeconds(model, seconds, told.seconds === null ? `${path} is` : '--seconds is')),
    E.bind('sound', () =>
      pipe(
        prepareReference(audio, geometry, shape[2] * geometry.frameSamples, told.reference),
        E.mapLeft((error): CliError => usage(`${path}: ${describeAudioError(error)}`)),
      ),
    ),
    E.let('original', ({ sound, samples }) =>
      asOriginal ? ofLength(audio, own) : audioOf(sound, geometry.sampleRate, samples),
    ),
    E.tap(({ original }) => checkedRanges(request, original.sampleRate, lengthOf(original))),
    E.bind('framed', () =>
      framed(request, shape, touched(regionsOf(request), geometry.frameRate, shape[2]), geometry.frameRate, steps),
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

/** Options that say how sound is prepared. */
const checkNoSound = ({ fullWindow, reference }: Told): E.Either<CliError, void> => {
  const stray = fullWindow ? '--full-window' : reference === 'silence' ? null : '--reference'
  return stray === null ? E.right(undefined) : E.left(usage(`${stray} is for sound, and IN is latents: leave it out`))
}

const latentsWork = (
  model: StableAudio,
  told: Told,
  { path, latent }: LatentsClip,
  request: ClipRequest,
  steps: number,
): E.Either<CliError, Work> => {
  const { latentChannels, maxFrames, frameSamples, frameRate } = model.geometry
  const [batch, channels, frames] = latent.shape
  if (batch !== 1 || channels !== latentChannels || frames > maxFrames)
    return E.left(
      usage(
        `${path} holds latents of ${latent.shape.join(' x ')}: this model takes 1 x ${latentChannels} x frames, ` +
          `at most ${maxFrames} of them`,
      ),
    )
  return pipe(
    checkNoSound(told),
    E.flatMap(() => checkedRanges(request, frameRate, frames)),
    E.flatMap((ranges) => framed(request, latent.shape, ranges, frameRate, steps)),
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
 * A request on a clip. Sound is made as long as the run, the frames that have a part in a region are made anew; latents
 * are taken as they are, with the frames of the exercises' rule. A usage error: too long for the model, regions that
 * are none.
 */
export const clipWork = (
  model: StableAudio,
  told: Told,
  clip: Clip,
  request: ClipRequest,
  steps: number,
): E.Either<CliError, Work> =>
  clip._tag === 'Sound' ? soundWork(model, told, clip, request, steps) : latentsWork(model, told, clip, request, steps)
