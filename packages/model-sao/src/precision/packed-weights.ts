import { realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { RunAborted } from '@sigmastream/onnx'
import { makeFolder } from '@sigmastream/tensor-files'
import { either as E, option as O, task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { StoredWeight } from '../checkpoint/weights.js'
import type { StableAudioError } from '../errors.js'
import { type Environment, pathGiven } from '../hub/settings.js'
import { packingFailure } from './errors.js'
import { lookWeekly } from './look-weekly.js'
import { packingOf, weightsToPack } from './matrices.js'
import type { PackedPrecision } from './precision.js'
import { originOf, type PackedFile, readPacked } from './read.js'
import { fileIsWhole } from './seal.js'
import { type PackingWatch, writePacked } from './write.js'

/** A model's weights as they are packed. */
export interface PackedModel {
  /** The folder of the cache: see `packedCache`. */
  readonly cache: string
  /** See `identityOf`. */
  readonly identity: string
  readonly stored: readonly StoredWeight[]
  readonly precision: PackedPrecision
}

/** Where packed weights are kept: `SIGMASTREAM_CACHE`, or `sigmastream` in `XDG_CACHE_HOME` or in `~/.cache`. */
export const packedCache = (env: Environment, home: string = homedir()): string => {
  const base = pathGiven(env['XDG_CACHE_HOME'], home) ?? join(home, '.cache')
  return resolve(pathGiven(env['SIGMASTREAM_CACHE'], home) ?? join(base, 'sigmastream'))
}

/** The file of packed weights, there or not. */
export const packedPath = ({ cache, identity, precision }: PackedModel): string =>
  join(cache, 'weights', identity, `${precision}.safetensors`)

/**
 * The folder of packed weights, made where it is not there: so one that cannot be made is told before what takes long.
 * Errors: `PackingDiskFull`, `PackingFolderUnusable`.
 */
export const packedFolder = (packed: PackedModel): TE.TaskEither<StableAudioError, void> => {
  const path = packedPath(packed)
  return TE.tryCatch(() => makeFolder(dirname(path)), packingFailure(path))
}

/** The packed weights that are there already, if they are. */
export const findPacked = (packed: PackedModel): T.Task<O.Option<PackedFile>> =>
  pipe(
    TE.tryCatch(
      () => realpath(packedPath(packed)),
      () => null,
    ),
    TE.matchE(
      () => T.of(O.none),
      (path) => readPacked(path, packed.identity, packed.precision),
    ),
  )

/**
 * The packed weights that are there already and are, byte for byte, what was written: a byte that flipped on the disk,
 * or a part of another file, counts as none. Reads all of the file, or nothing of it where it was read so within a week
 * and was not touched since. Errors: `RunAborted`.
 */
export const findWhole =
  (packed: PackedModel, signal?: AbortSignal): TE.TaskEither<RunAborted, O.Option<PackedFile>> =>
  async () => {
    const found = await findPacked(packed)()
    if (O.isNone(found)) return E.right(O.none)
    const { path } = found.value
    const whole = await lookWeekly(path, () => fileIsWhole(path, signal))
    return whole === null ? E.left({ _tag: 'RunAborted' }) : E.right(whole ? found : O.none)
  }

/**
 * Packs the matrices of the transformer's blocks and of a SAME autoencoder's, but for those in `kept`, which stay in
 * float32, and whatever else these have, into one file of the cache, in the place of one that is there. The checkpoint
 * is only read. Errors: those of `writePacked`.
 */
export const packModel = (
  packed: PackedModel,
  kept: readonly string[],
  watch: PackingWatch,
): TE.TaskEither<StableAudioError, PackedFile> => {
  const { stored, precision, identity } = packed
  const packings = weightsToPack(stored, precision).map((weight) => ({
    weight,
    precision: kept.includes(weight.name) ? null : packingOf(weight, precision),
  }))
  const path = packedPath(packed)
  const unreadable: StableAudioError = {
    _tag: 'PackingFolderUnusable',
    path: dirname(path),
    reason: 'what was written there is not read again',
  }
  return pipe(
    writePacked(path, packings, { ...originOf(identity, precision), kept: JSON.stringify(kept) }, watch),
    TE.flatMapTask(() => findPacked(packed)),
    TE.flatMap(TE.fromOption(() => unreadable)),
  )
}
