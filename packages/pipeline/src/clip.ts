import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { extname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import {
  type Audio,
  describeAudioError,
  isPiped,
  peakOf,
  readSound as readSoundFile,
  type SoundInfo,
  type SoundShape,
  sampleCount,
} from '@sigmastream/audio'
import { type Latent, latent, messageOf } from '@sigmastream/core'
import { describeFileError, readTensor, type Tensor } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { badRecipe, field, fromSampleError, type RenderError, refuseRecipe, words } from './errors.js'
import type { Excerpt } from './excerpt.js'
import { readPiped } from './piped.js'

/**
 * Sound. `name` is the path of its file, or what it is called in messages; `hash` the SHA-256 of the file, if any. Where
 * a model has asked for an excerpt alone, `audio` is that.
 */
export interface SoundClip {
  readonly _tag: 'Sound'
  readonly name: string
  readonly hash: string | null
  readonly audio: Audio
  /** What its file says beside; `null` of sound in memory. */
  readonly info: SoundInfo | null
  readonly excerpt?: Excerpt
}

/** Latents, and the shape that they have in their file. `tensor` is which of several there. */
export interface LatentsClip {
  readonly _tag: 'Latents'
  readonly name: string
  readonly hash: string | null
  readonly latent: Latent
  readonly storedShape: readonly number[]
  readonly tensor: string | null
}

/** What a recipe works on, or what a model learns from. */
export type Clip = SoundClip | LatentsClip

/** Sound that is in memory. */
export const soundClip = (audio: Audio, name = 'the clip', info: SoundInfo | null = null): SoundClip => ({
  _tag: 'Sound',
  name,
  hash: null,
  audio,
  info,
})

/** How much sound a clip is of: all of its recording, where it is an excerpt. */
export const shapeOf = ({ audio, excerpt }: SoundClip): SoundShape => ({
  sampleRate: audio.sampleRate,
  channels: audio.channels.length,
  frames: excerpt?.of ?? sampleCount(audio),
})

/** Latents `[batch, channels, frames]` that are in memory. */
export const latentsClip = (of: Latent, name = 'the clip'): LatentsClip => ({
  _tag: 'Latents',
  name,
  hash: null,
  latent: of,
  storedShape: of.shape,
  tensor: null,
})

/** Whether every value of a clip is finite: files are looked at when they are read, and what is in memory is not. */
export const isFinite = (clip: Clip): boolean =>
  clip._tag === 'Sound'
    ? Number.isFinite(peakOf(clip.audio))
    : clip.latent.data.slice().every((value) => Number.isFinite(value))

/** The refusal of a clip, given as this field, that is not finite. */
export const notFinite = (of: 'clip' | 'exemplars', { name }: Clip): RenderError =>
  badRecipe(of, words`${field(of)}: ${name} is not finite`, ['give one whose values are all finite'])

/** Three axes, the first of them 1 where there are two. */
const asLatent = (path: string, { shape, data }: Tensor): E.Either<RenderError, Latent> => {
  const [batch, channels, frames] = shape.length === 2 ? [1, ...shape] : shape
  if (batch === undefined || channels === undefined || frames === undefined || shape.length > 3)
    return refuseRecipe(
      'clip',
      [`${path} holds a tensor of shape [${shape.join(', ')}]`],
      ['give latents of shape [channels, frames] or [batch, channels, frames]'],
    )
  const strange = data.slice().find((value) => !Number.isFinite(value))
  if (strange !== undefined)
    return refuseRecipe('clip', [`${path} holds ${strange}`], ['give latents whose values are all finite'])
  return pipe(latent([batch, channels, frames], data), E.mapLeft(fromSampleError))
}

/** The SHA-256 of a file, in hexadecimal. Refused: one that cannot be read. */
export const hashOf = (path: string): TE.TaskEither<RenderError, string> => {
  const hash = createHash('sha256')
  return pipe(
    TE.tryCatch(
      () => pipeline(createReadStream(path), hash),
      (cause) => badRecipe('clip', [`${path} cannot be read (${messageOf(cause)})`], ['give a file that can']),
    ),
    TE.map(() => hash.digest('hex')),
  )
}

const readLatents = (path: string, tensor: string | null): TE.TaskEither<RenderError, Clip> =>
  pipe(
    readTensor(path, tensor ?? undefined),
    TE.mapLeft((error): RenderError => badRecipe('clip', [describeFileError(error)])),
    TE.flatMapEither((stored) =>
      pipe(
        asLatent(path, stored),
        E.map(
          (read): Clip => ({
            _tag: 'Latents',
            name: path,
            hash: null,
            latent: read,
            storedShape: stored.shape,
            tensor,
          }),
        ),
      ),
    ),
  )

const readSound = (path: string): TE.TaskEither<RenderError, Clip> =>
  pipe(
    readSoundFile(path),
    TE.bimap(
      (error): RenderError => badRecipe('clip', [describeAudioError(error)]),
      ({ audio, info }) => soundClip(audio, path, info),
    ),
  )

/** The sound of a pipe, whose hash is that of the bytes that came. */
const readPipedClip = (path: string): TE.TaskEither<RenderError, Clip> =>
  pipe(
    readPiped(path),
    TE.bimap(
      (reason): RenderError => badRecipe('clip', [reason]),
      ({ audio, info, hash }): Clip => ({ ...soundClip(audio, path, info), hash }),
    ),
  )

const readFileClip = (path: string, tensor: string | null): TE.TaskEither<RenderError, Clip> =>
  pipe(
    isLatentsName(path) ? readLatents(path, tensor) : readSound(path),
    TE.flatMap((clip) =>
      pipe(
        hashOf(path),
        TE.map((hash) => ({ ...clip, hash })),
      ),
    ),
  )

/**
 * Reads a clip; `tensor` names one of several in a file of latents. A pipe is read once, and `-` is standard input: those are
 * sound. Refused: whatever is wrong with the file.
 */
export const readClip = (path: string, tensor: string | null = null): TE.TaskEither<RenderError, Clip> =>
  pipe(
    TE.fromTask(() => isPiped(path)),
    TE.flatMap((piped) => (piped ? readPipedClip(path) : readFileClip(path, tensor))),
  )

const readAsLatents = ['.pt', '.npy', '.npz', '.safetensors']
const writtenAsLatents = ['.npy', '.npz', '.safetensors']
const writtenAsSound = ['.wav', '.wave', '.flac']

/** The extension of a path, in lower case, with its dot. */
export const extensionOf = (path: string): string => extname(path).toLowerCase()

/** Whether a file is read as latents: by its extension. Any other is sound, whatever its name. */
export const isLatentsName = (path: string): boolean => readAsLatents.includes(extensionOf(path))

/** Whether a tensor can be written under this name. */
export const isTensorName = (path: string): boolean => writtenAsLatents.includes(extensionOf(path))

/** Whether sound can be written under this name. */
export const isSoundName = (path: string): boolean => writtenAsSound.includes(extensionOf(path))
