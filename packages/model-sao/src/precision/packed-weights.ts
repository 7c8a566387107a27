import { realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { type Environment, pathGiven } from '@sigmastream/hub'
import type { RunAborted } from '@sigmastream/onnx'
import { makeFolder } from '@sigmastream/tensor-files'
import { either as E, option as O, task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { StableAudioError } from '../errors.js'
import { checkWeekly } from './check-weekly.js'
import { packingFailure } from './errors.js'
import { packingOf, weightsToPack } from './matrices.js'
import { originOf, type PackedFile, type PackingSource, readPacked } from './read.js'
import { readBack } from './read-back.js'
import { fileIsWhole } from './seal.js'
import { type PackingWatch, type WeightPacking, writePacked } from './write.js'

/** A model's weights as they are packed. */
export interface PackedModel extends PackingSource {
  /** The folder of the cache: see `packedCache`. */
  readonly cache: string
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
      (path) => readPacked(path, originOf(packed)),
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
    const whole = await checkWeekly(path, () => fileIsWhole(path, signal))
    return whole === null ? E.left({ _tag: 'RunAborted' }) : E.right(whole ? found : O.none)
  }

/** What each weight that is packed is held in, but for the matrices in `kept`, which stay in float32. */
export const packingsOf = ({ stored, precision }: PackingSource, kept: readonly string[]): readonly WeightPacking[] =>
  weightsToPack(stored, precision).map((weight) => ({
    weight,
    precision: kept.includes(weight.name) ? null : packingOf(weight, precision),
  }))

/**
 * Packs the matrices of the transformer's blocks, of a SAME autoencoder's and of a T5Gemma text encoder's layers, but for
 * those in `kept`, which stay in float32, and whatever else these have but the embedding, into one file of the cache, in
 * the place of one that is there. The checkpoint is only read. Errors: those of `writePacked`.
 */
export const packModel = (
  packed: PackedModel,
  kept: readonly string[],
  watch: PackingWatch,
): TE.TaskEither<StableAudioError, PackedFile> => {
  const path = packedPath(packed)
  return pipe(
    writePacked(path, packingsOf(packed, kept), { ...originOf(packed), kept: JSON.stringify(kept) }, watch),
    TE.flatMap(() => readBack(path, packed)),
  )
}
