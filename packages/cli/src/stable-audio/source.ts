import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { messageOf } from '@sigmastream/core'
import { loadStableAudio, packedCache } from '@sigmastream/model-sao'
import { either as E, readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Clip, readClip } from '../clip.js'
import { type CliError, placed, usage } from '../errors.js'
import { type Io, note } from '../io.js'
import { gigabytes } from '../run/memory.js'
import type { ClipRequest, Source, Sources } from '../run/subject.js'
import { clipWork } from './clip-work.js'
import { chosenDevice } from './device.js'
import { fromStableAudioError } from './errors.js'
import { openForAll } from './open.js'
import { packingShown } from './packing.js'
import { type Asked, type Loaded, subjectOf } from './subject.js'
import { newWork } from './work.js'

/** A clip by its file. `steps` is the number of steps of the schedule. */
export interface Given {
  readonly path: string
  readonly tensor: string | undefined
  readonly request: ClipRequest
  readonly steps: number
  /** The SHA-256 of the file, where it must be one. */
  readonly hash: string | null
}

/** Only configurations and headers are read here; the refusals of a folder are usage. */
const loaded = ({ folder, device: where, told, expected }: Asked, io: Io): TE.TaskEither<CliError, Loaded> => {
  const { threads, memory: available, precision } = told
  const free = io.availableMemory()
  const settings = {
    threads,
    available,
    precision,
    free,
    cache: packedCache(io.env),
    onPacking: packingShown(io),
    signal: io.signal,
  }
  return pipe(
    chosenDevice(where, io),
    TE.bindTo('device'),
    TE.bind('model', ({ device }) =>
      pipe(loadStableAudio(folder, { ...settings, device }), TE.mapLeft(fromStableAudioError('loading the model'))),
    ),
    TE.tapIO(({ model }) => () => {
      const choice = `precision: ${model.precision}, chosen for the ${gigabytes(free)} of memory that are free`
      if (precision === 'auto') note(io, choice)
    }),
    TE.filterOrElse(
      ({ model: { identity } }) => expected === null || identity === expected,
      ({ model: { identity } }): CliError =>
        usage(
          `the recipe is of the model ${String(expected)}, and ${folder} holds ${identity}: give the folder of that model` +
            (precision === 'fp32'
              ? ''
              : `, its ${precision} weights packed with what model quantize kept in fp32 then`),
        ),
    ),
  )
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

/** What is asked for at `where`, a line of a file. */
export interface AskedAt {
  readonly asked: Asked
  readonly where: string
}

/**
 * Something new from each of several prompts, on one model, which all of them ask for alike. Errors: usage, with the
 * line.
 */
export const newSources = (all: RNEA.ReadonlyNonEmptyArray<AskedAt>, io: Io): TE.TaskEither<CliError, Sources> =>
  pipe(
    loaded(all[0].asked, io),
    TE.flatMapEither((on) =>
      pipe(
        all,
        E.traverseReadonlyNonEmptyArrayWithIndex((_, { asked, where }: AskedAt) =>
          pipe(
            newWork(on.model, asked.told),
            E.bimap(placed(where), (work) => ({ asked, work })),
          ),
        ),
        E.map(
          (works): Sources => ({
            each: RNEA.map(
              ({ asked, work }: (typeof works)[0]): Source => ({
                clip: null,
                subject: subjectOf(on, asked, work, {}, io, works.length),
              }),
            )(works),
            open: openForAll(
              on.model,
              works.map(({ asked: { told }, work }) => ({ told, work })),
              io,
            ),
          }),
        ),
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

const readGiven = ({
  path,
  tensor,
  hash,
}: Given): TE.TaskEither<CliError, { readonly clip: Clip; readonly inputHash: string }> =>
  pipe(
    readClip(path, tensor),
    TE.bindTo('clip'),
    TE.bind('inputHash', () => hashOf(path)),
    TE.filterOrElse(
      ({ inputHash }) => hash === null || hash === inputHash,
      (): CliError =>
        usage(`${path} is not the file that the recipe worked on: give the one whose SHA-256 is ${String(hash)}`),
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
