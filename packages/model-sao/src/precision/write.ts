import { type FileHandle, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readStored, type StoredWeight } from '@sigmastream/checkpoint'
import type { RunAborted } from '@sigmastream/onnx'
import { fileWrittenBy, makeFolder, replaceFiles } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import { type PackingError, packingFailure } from './errors.js'
import { headerOf, type Metadata } from './layout.js'
import { packedBytes, packedTensors } from './pack.js'
import type { PackedPrecision } from './precision.js'
import { blankSeal, contentChecksum, sealHeader } from './seal.js'

/** One weight and what it is to be held in: `null` is float32. */
export interface WeightPacking {
  readonly weight: StoredWeight
  readonly precision: PackedPrecision | null
}

/** How far the packing is, in weights of the checkpoint. */
export interface PackingProgress {
  readonly done: number
  readonly total: number
}

/** What a packing is told beside its weights. */
export interface PackingWatch {
  readonly onProgress?: ((progress: PackingProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** A temporary file that nobody has written to for this long, in milliseconds, was left by a process that is gone. */
const STALE = 600_000

const sweep = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.tmp')) continue
    const path = join(folder, name)
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }))
    if (Date.now() - mtimeMs > STALE) await rm(path, { force: true })
  }
}

const writeWeights = async (
  file: FileHandle,
  packings: readonly WeightPacking[],
  metadata: Metadata,
  { onProgress, signal }: PackingWatch,
): Promise<E.Either<CheckpointError | PackingError | RunAborted, void>> => {
  const tensors = packings.flatMap(({ weight, precision }) => packedTensors(weight, precision))
  const header = headerOf(tensors, { ...metadata, ...blankSeal })
  await file.writeFile(header)
  for (const [done, { weight, precision }] of packings.entries()) {
    onProgress?.({ done, total: packings.length })
    if (signal?.aborted === true) return E.left({ _tag: 'RunAborted' })
    const values = await readStored(weight)()
    if (E.isLeft(values)) return values
    for (const bytes of packedBytes(weight, values.right, precision)) await file.writeFile(bytes)
  }
  const checksum = await contentChecksum(file, header.length, signal)
  if (checksum === null) return E.left({ _tag: 'RunAborted' })
  const whole = sealHeader(header, checksum)
  await file.write(whole, 0, whole.length, 0)
  onProgress?.({ done: packings.length, total: packings.length })
  return E.right(undefined)
}

/**
 * Writes weights, packed, into a safetensors file at `path`, one after the other: no more than one is in memory. When
 * all are there, they are read again for its checksums. The file appears whole or not at all; what was there under its
 * name stays until then. Errors: `UnreadableWeights`, `PackingDiskFull`, `PackingFolderUnusable`, `RunAborted`.
 */
export const writePacked = (
  path: string,
  packings: readonly WeightPacking[],
  metadata: Metadata,
  watch: PackingWatch,
): TE.TaskEither<CheckpointError | PackingError | RunAborted, void> => {
  const failed = packingFailure(path)
  const file = fileWrittenBy(path, (handle) => writeWeights(handle, packings, metadata, watch))
  return pipe(
    TE.tryCatch(() => makeFolder(dirname(path)), failed),
    TE.flatMap(() => TE.tryCatch(() => sweep(dirname(path)), failed)),
    TE.flatMap(() => replaceFiles([file], failed)),
  )
}
