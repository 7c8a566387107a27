import { type Audio, sampleCount as lengthOf, levels } from '@sigmastream/audio'
import { framesOf, type Region } from '@sigmastream/core'
import { exemplarCodec, type ExemplarClip as Learnt } from '@sigmastream/model-exemplar'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { SoundClip } from '../clip.js'
import { type CliError, fromSampleError } from '../errors.js'
import type { ClipRequest, ModelOptions, Subject } from '../run/subject.js'
import { alike } from '../sound/alike.js'
import { windowSeconds } from './latents.js'
import { fromExemplarError, learnt, silentLesson } from './learnt.js'
import { framed } from './task.js'

/**
 * Steps between one frame and the next at which clips are learnt: a gap must meet its borders, a variation has none.
 */
const shiftsFor = (request: ClipRequest): number => (request._tag === 'Inpaint' ? 8 : 1)

/** What is learnt: the others, or the clip itself without its regions. A failure where all of it is silent. */
const clipsFrom = (
  audio: Audio,
  others: readonly SoundClip[],
  regions: readonly Region[],
): E.Either<CliError, readonly Learnt[]> =>
  pipe(
    others,
    E.traverseArray((other) => alike(audio, other)),
    E.map((sounds): readonly Learnt[] =>
      sounds.length === 0 ? [{ sound: audio, leaveOut: regions }] : sounds.map((sound) => ({ sound, leaveOut: [] })),
    ),
    E.flatMap((clips) => (clips.every(({ sound }) => levels(sound).silent) ? E.left(silentLesson) : E.right(clips))),
  )

/**
 * Sound for the embedded model. Other clips are brought to the rate and channels of the one that is worked on. Of a
 * region, every frame that has a part in it is made anew.
 */
export const soundSubject = (
  { audio }: SoundClip,
  others: readonly SoundClip[],
  { windowLength = windowSeconds, threads, steps }: ModelOptions,
  request: ClipRequest,
): E.Either<CliError, Subject> => {
  const regions = request._tag === 'Inpaint' ? request.regions : []
  const samples = lengthOf(audio)
  return pipe(
    E.Do,
    E.bind('regions', () =>
      pipe(
        regions,
        E.traverseArray((region) => framesOf(region, audio.sampleRate, samples)),
        E.mapLeft(fromSampleError),
      ),
    ),
    E.bindW('clips', () => clipsFrom(audio, others, regions)),
    E.bindW('codec', ({ clips }) => pipe(exemplarCodec(clips), E.mapLeft(fromExemplarError()))),
    E.bindW('reference', ({ codec }) => pipe(codec.encode(audio), E.mapLeft(fromExemplarError()))),
    E.bindW('framed', ({ codec, reference }) => {
      const ranges = regions
        .map(codec.framesOf)
        .map(({ start, end }) => ({ start, end: Math.min(end, reference.shape[2]) }))
      return framed(request, reference.shape, ranges, codec.frameRate, steps)
    }),
    E.flatMap(({ codec, reference, framed: asked }) =>
      learnt({
        reference,
        exemplars: codec.exemplars(shiftsFor(request)),
        windowFrames: Math.max(1, Math.round(windowLength * codec.frameRate)),
        framed: asked,
        frameRate: codec.frameRate,
        bands: codec.bands,
        heard: {
          original: audio,
          listen: (latent) => ({ sampleRate: audio.sampleRate, channels: codec.decode(latent, samples) }),
        },
        ...(threads === undefined ? {} : { threads }),
      }),
    ),
  )
}
