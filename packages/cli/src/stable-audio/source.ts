import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { messageOf } from '@sigmastream/core'
import type { Device } from '@sigmastream/onnx'
import { loadStableAudio, packedCache, type StableAudio } from '@sigmastream/model-sao'
import { type Clip, readClip } from '../clip.js'
import { type CliError, usage } from '../errors.js'
import type { Io } from '../io.js'
import type { AskedDevice } from '../options/device.js'
import type { ClipRequest, Source } from '../run/subject.js'
import type { SigmaDefaults } from '../schedule.js'
import { clipWork } from './clip-work.js'
import { chosenDevice } from './device.js'
import { fromNetworkError, fromStableAudioError } from './errors.js'
import { openStableAudio } from './open.js'
import { packingShown } from './packing.js'
import { type Told, toldOf } from './told.js'
import { newWork, type Work } from './work.js'

/** A model and what it is told; `expected` is the identity that it must have, where it must have one. */
export interface Asked {
  readonly folder: string
  readonly device: AskedDevice
  readonly told: Told
  readonly expected: string | null
  /** The levels of the profile. */
  readonly defaults: SigmaDefaults
}

/** A clip by its file. `steps` is the number of steps of the schedule. */
export interface Given {
  readonly path: string
  readonly tensor: string | undefined
  readonly request: ClipRequest
  readonly steps: number
  /** The SHA-256 of the file, where it must be one. */
  readonly hash: string | null
}

/** A model, and where it is computed. */
interface Loaded {
  readonly model: StableAudio
  readonly device: Device
}

/** Only configurations and headers are read here; the refusals of a folder are usage. */
const loaded = ({ folder, device: where, told, expected }: Asked, io: Io): TE.TaskEither<CliError, Loaded> => {
  const { threads, memory: available, precision } = told
  const settings = { threads, available, precision, cache: packedCache(io.env), onPacking: packingShown(io), signal: io.signal }
  return pipe(
    chosenDevice(where, io),
    TE.bindTo('device'),
    TE.bind('model', ({ device }) =>
      pipe(
        loadStableAudio(folder, { ...settings, device }),
        TE.mapLeft(fromStableAudioError('loading the model')),
      ),
    ),
    TE.filterOrElse(
      ({ model: { identity } }) => expected === null || identity === expected,
      ({ model: { identity } }): CliError =>
        usage(`the recipe is of the model ${String(expected)}, and ${folder} holds ${identity}: give the folder of that model`),
    ),
  )
}

const subjectOf = (
  { model, device }: Loaded,
  { told, defaults }: Asked,
  work: Work,
  input: object,
  io: Io,
): Source['subject'] => {
  const { sampleRate, audioChannels, frameRate } = model.geometry
  const like = work.asOriginal ? work.original : null
  return {
    shape: work.shape,
    frameRate,
    task: work.task,
    defaults,
    startScale: told.startScale,
    original: work.original,
    sound: { sampleRate: like?.sampleRate ?? sampleRate, channels: like?.channels.length ?? audioChannels },
    told: {
      model: model.identity,
      ...toldOf({ ...told, precision: model.precision }),
      ...(device === 'cpu' ? {} : { device }),
      seconds: work.seconds,
      ...input,
      node: process.version,
    },
    remedies: '--prompt or --cfg',
    remarks: work.remarks,
    open: openStableAudio(model, told, work, io),
    errorOf: fromNetworkError,
  }
}

/** Something new from a prompt. Errors: usage. */
export const newSource = (asked: Asked, io: Io): TE.TaskEither<CliError, Source> =>
  pipe(
    loaded(asked, io),
    TE.flatMapEither((on) =>
      pipe(
        newWork(on.model, asked.told),
        E.map((work) => ({ clip: null, subject: subjectOf(on, asked, work, {}, io) })),
      ),
    ),
  )

const hashOf = (path: string): TE.TaskEither<CliError, string> => {
  const hash = createHash('sha256')
  return pipe(
    TE.tryCatch(
      () => pipeline(createReadStream(path), hash),
      (cause): CliError => usage(`${path} cannot be read (${messageOf(cause)}): give a file that can`),
    ),
    TE.map(() => hash.digest('hex')),
  )
}

const readGiven = ({ path, tensor, hash }: Given): TE.TaskEither<CliError, { readonly clip: Clip; readonly inputHash: string }> =>
  pipe(
    readClip(path, tensor),
    TE.bindTo('clip'),
    TE.bind('inputHash', () => hashOf(path)),
    TE.filterOrElse(
      ({ inputHash }) => hash === null || hash === inputHash,
      (): CliError => usage(`${path} is not the file that the recipe worked on: give the one whose SHA-256 is ${String(hash)}`),
    ),
  )

/** A request on the clip `given`. Errors: usage. */
export const clipSource = (asked: Asked, given: Given, io: Io): TE.TaskEither<CliError, Source> =>
  pipe(
    readGiven(given),
    TE.bindW('on', () => loaded(asked, io)),
    TE.flatMapEither(({ clip, inputHash, on }) =>
      pipe(
        clipWork(on.model, asked.told, clip, given.request, given.steps),
        E.map((work) => {
          const input = { inputHash, tensor: given.tensor ?? null }
          return { clip, subject: subjectOf(on, asked, work, input, io) }
        }),
      ),
    ),
  )
