import { extname } from 'node:path'
import { either as E } from 'fp-ts'
import type { FileError, FileFormat } from './error.js'

const EXTENSIONS: ReadonlyMap<string, FileFormat> = new Map([
  ['.npy', 'npy'],
  ['.npz', 'npz'],
  ['.safetensors', 'safetensors'],
  ['.pt', 'pt'],
])

/** The format that a path's extension names, in any letter case; `UnknownFileType` for any other. */
export const formatOf = (path: string): E.Either<FileError, FileFormat> =>
  E.fromNullable<FileError>({ _tag: 'UnknownFileType', file: path })(EXTENSIONS.get(extname(path).toLowerCase()))
