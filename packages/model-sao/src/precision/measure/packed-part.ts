import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { StoredWeight } from '@sigmastream/checkpoint'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { StableAudioError } from '../../errors.js'
import { type PackedModel, packedPath, packingsOf } from '../packed-weights.js'
import { originOf, type PackedFile } from '../read.js'
import { readBack } from '../read-back.js'
import { writePacked } from '../write.js'

/**
 * A part of a model as a run in its precision reads it, packed into a file beside the one that is kept, which is gone
 * when `use` is through, or swept later where it cannot be removed. Errors: those of packing and of `use`.
 */
export const withPackedPart = <A>(
  packed: PackedModel,
  kept: readonly string[],
  isPart: (weight: StoredWeight) => boolean,
  signal: AbortSignal | undefined,
  use: (file: PackedFile) => TE.TaskEither<StableAudioError, A>,
): TE.TaskEither<StableAudioError, A> => {
  // A name that is swept where this process is ended: see `writePacked`.
  const path = join(dirname(packedPath(packed)), `part-${randomUUID()}.tmp`)
  const packings = packingsOf(packed, kept).filter(({ weight }) => isPart(weight))
  return TE.bracket(
    writePacked(path, packings, { ...originOf(packed), kept: JSON.stringify(kept) }, { signal }),
    () => pipe(readBack(path, packed), TE.flatMap(use)),
    () => TE.fromTask(() => rm(path, { force: true }).catch(() => undefined)),
  )
}
