import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { FileError } from './error.js'
import { type OpenFile, readHead, withFile } from './open-file.js'
import { safetensorsTensor } from './safetensors.js'
import type { SafetensorsEntry } from './safetensors-entry.js'
import { decodeSafetensorsHeader, type SafetensorsHeader, safetensorsHeaderLength } from './safetensors-header.js'
import { SNIFFED_BYTES } from './sniff.js'
import type { StoredTensor } from './tensor.js'
import { elementBudget, noOthers, type WithTensors } from './tensor-index.js'

const headerOf = (path: string, file: OpenFile): TE.TaskEither<FileError, SafetensorsHeader> =>
  pipe(
    readHead(file, SNIFFED_BYTES),
    TE.flatMapEither((head) => safetensorsHeaderLength(path, head, file.size)),
    TE.flatMap((length) => file.read(8, length)),
    TE.flatMapEither((json) => decodeSafetensorsHeader(path, json, file.size)),
  )

const tensorOf = (file: OpenFile, entry: SafetensorsEntry): TE.TaskEither<FileError, StoredTensor> =>
  pipe(
    file.read(entry.offset, entry.length),
    TE.map((elements) => safetensorsTensor(entry, elements)),
  )

/**
 * The header of a safetensors file and nothing more: a file of any size is listed by reading its first bytes. Errors:
 * those of `decodeSafetensors`, `FileNotFound`, `FileNotReadable`.
 */
export const readSafetensorsHeader = (path: string): TE.TaskEither<FileError, SafetensorsHeader> =>
  withFile(path, (file) => headerOf(path, file))

/** One tensor, reading the bytes of its entry only. `FileNotFound`, `FileNotReadable`, `Truncated`. */
export const readSafetensorsTensor = (path: string, entry: SafetensorsEntry): TE.TaskEither<FileError, StoredTensor> =>
  withFile(path, (file) => tensorOf(file, entry))

/** Opens a safetensors file; each tensor is read by its range. */
export const withSafetensors: WithTensors = (path, use) =>
  withFile(path, (file) =>
    pipe(
      headerOf(path, file),
      TE.flatMap(({ entries }) =>
        use({
          budget: elementBudget(file.size),
          others: noOthers,
          tensors: new Map([...entries].map(([name, entry]) => [name, () => tensorOf(file, entry)])),
        }),
      ),
    ),
  )
