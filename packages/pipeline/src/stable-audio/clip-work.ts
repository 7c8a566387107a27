import { type Audio, describeAudioError, ofLength, sampleCount, secondsOf } from '@sigmastream/audio'
import { type FrameRange, nearestCount } from '@sigmastream/core'
import { prepareReference, type StableAudio } from '@sigmastream/model-sao'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Clip, SoundClip } from '../clip.js'
import { badRecipe, type RenderError, refuseRecipe } from '../errors.js'
import { type Excerpt, inExcerpt } from '../excerpt.js'
import { isLoop, regionsOf } from '../recipe/tasks.js'
import { checkedRanges } from '../regions.js'
import { stretchOf } from '../samples.js'
import { field, showNumber, words } from '../words.js'
import { framedClip, toldMask } from './framed-clip.js'
import { gapFrames } from './gap-frames.js'
import { heardStretch } from './heard-stretch.js'
import { latentsWork } from './latents-work.js'
import type { StableAudioRecipe } from './recipe.js'
import { withRoom } from './room-behind.js'
import { lengthRemarks, runLength } from './run-length.js'
import { audioOf } from './waveform.js'
import { checkJoined, windowRemarks, windowsOf } from './windows.js'
import { checkSeconds, shapeOf, type Work } from './work.js'

/** How a reference was prepared to be `seconds` long at `sampleRate` Hz. */
const remarkOf = (
  name: string,
  audio: Audio,
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

/** Which part of a recording the model hears. */
const stretchRemarks = ({ start, end }: FrameRange, sampleRate: number): readonly string[] => [
  `the model hears ${showNumber(Number((start / sampleRate).toFixed(3)))} to ${showNumber(Number((end / sampleRate).toFixed(3)))} s of it`,
]

/** The length of what is extended is no one's to say. */
const checkExtended = (recipe: StableAudioRecipe, audio: Audio): E.Either<RenderError, void> => {
  const { command, seconds } = recipe
  return command !== 'extend' || seconds === undefined || nearestCount(seconds, audio.sampleRate) === sampleCount(audio)
    ? E.right(undefined)
    : refuseRecipe(
        'seconds',
        words`${field('seconds')}: how long the result is follows from ${field('clip')}, ${field('before')} and ${field('after')}`,
        ['leave it out'],
      )
}

const soundWork = (model: StableAudio, recipe: StableAudioRecipe, clip: SoundClip): E.Either<RenderError, Work> => {
  const { name, audio } = clip
  const { geometry } = model
  const seconds = recipe.seconds ?? secondsOf(audio)
  const regions = regionsOf(recipe)
  const asOriginal = regions.length > 0 && recipe.reference === 'silence'
  const own = recipe.seconds === undefined ? sampleCount(audio) : Math.max(1, nearestCount(seconds, audio.sampleRate))
  const { sampleRate } = audio
  const stretch = asOriginal ? heardStretch(model, recipe, { sampleRate, frames: own }) : null
  const excerpt: Excerpt | null = stretch === null ? null : { stretches: [stretch], of: own }
  const source = stretch === null ? audio : stretchOf(ofLength(audio, own), stretch.start, stretch.end)
  const ownSeconds = stretch === null ? seconds : secondsOf(source)
  return pipe(
    E.Do,
    E.tap(() => checkExtended(recipe, audio)),
    E.bind('all', () => checkSeconds(model, seconds, recipe.seconds === undefined ? [`${name} is`] : undefined)),
    E.tap(({ all }) =>
      asOriginal ? checkedRanges(regions, sampleRate, own) : checkedRanges(regions, geometry.sampleRate, all),
    ),
    E.let('samples', ({ all }) => (stretch === null ? all : nearestCount(secondsOf(source), geometry.sampleRate))),
    E.let('length', ({ samples }) =>
      runLength(model, recipe, {
        seconds: ownSeconds,
        samples,
        ends: !isLoop(recipe) && (stretch === null || stretch.end === own),
      }),
    ),
    E.let('shape', ({ length }) => shapeOf(model, length)),
    E.bind('layout', ({ shape }) => windowsOf(model, recipe, shape[2])),
    E.tap(({ layout }) => checkJoined(recipe, layout, asOriginal)),
    E.bind('sound', ({ shape }) =>
      pipe(
        prepareReference(source, geometry, shape[2] * geometry.frameSamples, recipe.reference),
        E.mapLeft((error): RenderError => badRecipe('clip', [`${name}: ${describeAudioError(error)}`])),
      ),
    ),
    E.let('original', ({ sound, samples }) =>
      !asOriginal ? audioOf(sound, geometry.sampleRate, samples) : stretch === null ? ofLength(audio, own) : source,
    ),
    E.bind('ranges', ({ shape }) =>
      gapFrames(recipe, geometry, regions.map(inExcerpt(excerpt ?? undefined, sampleRate)), shape[2]),
    ),
    E.let('framed', ({ shape, length, ranges }) =>
      withRoom(framedClip(recipe, shape, ranges, geometry.frameRate), length),
    ),
    E.map(({ samples, shape, length, layout, sound, original, framed }) => ({
      seconds,
      from: stretch === null ? 0 : stretch.start / sampleRate,
      ownSeconds,
      shape,
      length,
      layout,
      samples,
      task: framed.task,
      mask: toldMask(recipe, framed, shape[2]),
      ring: false,
      reference: { _tag: 'Sound', sound },
      original,
      excerpt,
      asOriginal,
      remarks: [
        remarkOf(name, source, recipe, geometry.sampleRate, sound.shape[2] / geometry.sampleRate),
        ...(stretch === null ? [] : stretchRemarks(stretch, sampleRate)),
        ...lengthRemarks(model, length),
        ...windowRemarks(model, layout, recipe),
      ],
    })),
  )
}

/**
 * A task on a clip. Sound is made as long as the run, the frames of `gapFrames` are made anew; latents are taken as they
 * are, with the frames of `framesOf`. Refused: too long for the model, regions that are none.
 */
export const clipWork = (model: StableAudio, recipe: StableAudioRecipe, clip: Clip): E.Either<RenderError, Work> =>
  clip._tag === 'Sound' ? soundWork(model, recipe, clip) : latentsWork(model, recipe, clip)
