import { type FileError, readPtHeader, readSafetensorsHeader, type SafetensorsEntry } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointFault } from './errors.js'
import { realFile } from './folder.js'
import type { StoredPart, StoredType } from './weights.js'

/** The tensors of one file of weights by their names; `path` is the real file. */
export interface WeightFile {
  readonly path: string
  readonly tensors: ReadonlyMap<string, StoredPart>
}

const isStored = (type: string): type is StoredType => type === 'float32' || type === 'float16' || type === 'bfloat16'

const contentError =
  (file: string) =>
  (error: FileError): CheckpointFault => {
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
  ([name, { dtype, shape, offset, length }]: readonly [string, SafetensorsEntry]): E.Either<
    CheckpointFault,
    readonly [string, StoredPart]
  > =>
    isStored(dtype)
      ? E.right([name, { type: dtype, shape, file: path, offset, length }])
      : E.left({ _tag: 'UnsupportedWeightType', file, name, type: dtype })

type Entries = ReadonlyMap<string, SafetensorsEntry>

/** A checkpoint of `torch.save`, by its usual ending. */
const isCkpt = (name: string): boolean => name.endsWith('.ckpt')

const headerOf = (path: string, asked: string): TE.TaskEither<FileError, Entries> =>
  isCkpt(asked)
    ? readPtHeader(path)
    : pipe(
        readSafetensorsHeader(path),
        TE.map(({ entries }) => entries),
      )

/** Which of the tensors of a file are wanted: the name that each is asked by, with its name in the file. */
export type TensorNames = (stored: readonly string[]) => ReadonlyMap<string, string>

const asStored: TensorNames = (stored) => new Map(stored.map((name) => [name, name]))

const chooseEntries = (entries: Entries, names: TensorNames): readonly (readonly [string, SafetensorsEntry])[] =>
  [...names([...entries.keys()])].flatMap(([name, stored]) => {
    const entry = entries.get(stored)
    return entry === undefined ? [] : [[name, entry] as const]
  })

/**
 * The header of a safetensors file, or of a `.ckpt`, whose pickle is read and never run, behind any symbolic links;
 * messages name the file as it was asked for. Of its tensors those are looked at that `names` wants: all of them, where
 * nothing is said. Errors: `DanglingLink`, `LfsPointer`, `HtmlPage`, `TruncatedWeights`,
 * `UnreadableWeights`, `UnsupportedWeightType`.
 */
export const readWeightFile = (
  file: string,
  names: TensorNames = asStored,
): TE.TaskEither<CheckpointFault, WeightFile> =>
  pipe(
    realFile(file),
    TE.flatMap((path) =>
      pipe(
        headerOf(path, file),
        TE.mapLeft(contentError(file)),
        TE.flatMapEither((entries) => E.traverseArray(partOf(file, path))(chooseEntries(entries, names))),
        TE.map((tensors) => ({ path, tensors: new Map(tensors) })),
      ),
    ),
  )
