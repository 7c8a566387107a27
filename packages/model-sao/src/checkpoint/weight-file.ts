import { type FileError, readSafetensorsHeader, type SafetensorsEntry } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from './errors.js'
import { realFile } from './folder.js'
import type { StoredPart, StoredType } from './weights.js'

/** The tensors of one safetensors file by their names in it; `path` is the real file. */
export interface WeightFile {
  readonly path: string
  readonly tensors: ReadonlyMap<string, StoredPart>
}

const isStored = (type: string): type is StoredType => type === 'float32' || type === 'float16' || type === 'bfloat16'

const contentError =
  (file: string) =>
  (error: FileError): CheckpointError => {
    switch (error._tag) {
      case 'GitLfsPointer':
        return { _tag: 'LfsPointer', file }
      case 'HtmlPage':
        return { _tag: 'HtmlPage', file }
      case 'Truncated':
        return { _tag: 'TruncatedWeights', file, needed: error.needed, found: error.found }
      default:
        return { _tag: 'UnreadableWeights', error: { ...error, file } }
    }
  }

const partOf =
  (file: string, path: string) =>
  ({
    name,
    dtype,
    shape,
    offset,
    length,
  }: SafetensorsEntry): E.Either<CheckpointError, readonly [string, StoredPart]> =>
    isStored(dtype)
      ? E.right([name, { type: dtype, shape, file: path, offset, length }])
      : E.left({ _tag: 'UnsupportedWeightType', file, name, type: dtype })

/**
 * The header of a safetensors file, behind any symbolic links; messages name the file as it was asked for. Errors:
 * `DanglingLink`, `LfsPointer`, `HtmlPage`, `TruncatedWeights`, `UnreadableWeights`, `UnsupportedWeightType`.
 */
export const readWeightFile = (file: string): TE.TaskEither<CheckpointError, WeightFile> =>
  pipe(
    realFile(file),
    TE.flatMap((path) =>
      pipe(
        readSafetensorsHeader(path),
        TE.mapLeft(contentError(file)),
        TE.flatMapEither(({ entries }) => E.traverseArray(partOf(file, path))([...entries.values()])),
        TE.map((tensors) => ({ path, tensors: new Map(tensors) })),
      ),
    ),
  )
