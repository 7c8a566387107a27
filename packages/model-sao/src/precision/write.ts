import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { RunAborted } from '@sigmastream/onnx'
import { either as E, type taskEither as TE } from 'fp-ts'
import type { CheckpointError } from '../checkpoint/errors.js'
import { readStored } from '../checkpoint/read-weight.js'
import type { StoredWeight } from '../checkpoint/weights.js'
import { type PackingError, packingFailure } from './errors.js'
import { headerOf, type Metadata } from './layout.js'
import { packedBytes, packedTensors } from './pack.js'
import type { PackedPrecision } from './precision.js'

/** One weight and what it is to be held in: `null` is float32. */
export interface Packing {
  readonly weight: StoredWeight
  readonly precision: PackedPrecision | null
}

/** How far the packing is, in weights of the checkpoint. */
export interface PackingProgress {
  readonly done: number
  readonly total: number
}

/** What a packing is told beside its weights. */
export interface Watching {
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

const writeAll = async (
  temporary: string,
  packings: readonly Packing[],
  metadata: Metadata,
  { onProgress, signal }: Watching,
): Promise<E.Either<CheckpointError | PackingError | RunAborted, void>> => {
  const file = await open(temporary, 'wx')
  try {
    const tensors = packings.flatMap(({ weight, precision }) => packedTensors(weight, precision))
    await file.writeFile(headerOf(tensors, metadata))
    for (const [done, { weight, precision }] of packings.entries()) {
      onProgress?.({ done, total: packings.length })
      if (signal?.aborted === true) return E.left({ _tag: 'RunAborted' })
      const values = await readStored(weight)()
      if (E.isLeft(values)) return values
      for (const bytes of packedBytes(weight, values.right, precision)) await file.writeFile(bytes)
    }
    await file.sync()
    onProgress?.({ done: packings.length, total: packings.length })
    return E.right(undefined)
  } finally {
    await file.close()
  }
}

/**
 * Writes weights, packed, into a safetensors file at `path`, one after the other: no more than one is in memory. The
 * file appears whole or not at all; what was there under its name stays until then. Errors: `UnreadableWeights`,
 * `PackingDiskFull`, `PackingFolderUnusable`, `RunAborted`.
 */
export const writePacked =
  (
    path: string,
    packings: readonly Packing[],
    metadata: Metadata,
    watching: Watching,
  ): TE.TaskEither<CheckpointError | PackingError | RunAborted, void> =>
  async () => {
    const temporary = join(dirname(path), `${randomUUID()}.tmp`)
    try {
      await mkdir(dirname(path), { recursive: true })
      await sweep(dirname(path))
      const written = await writeAll(temporary, packings, metadata, watching)
      if (E.isRight(written)) await rename(temporary, path)
      return written
    } catch (cause) {
      return E.left(packingFailure(path)(cause))
    } finally {
      await rm(temporary, { force: true }).catch(() => undefined)
    }
  }
