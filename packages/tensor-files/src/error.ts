import { either as E } from 'fp-ts'

/** The kinds of file that hold tensors, by what is in them. */
export type FileFormat = 'npy' | 'npz' | 'safetensors' | 'pt'

/** Everything that can go wrong with a file of tensors, as values. `file` is the path, or what stands for it. */
export type FileError =
  | { readonly _tag: 'FileNotFound'; readonly file: string }
  | { readonly _tag: 'FileNotReadable'; readonly file: string; readonly reason: string }
  | { readonly _tag: 'FileNotWritable'; readonly file: string; readonly reason: string }
  /** The extension is none that is known. */
  | { readonly _tag: 'UnknownFileType'; readonly file: string }
  /** The extension is one that is read but never written. */
  | { readonly _tag: 'ReadOnlyFileType'; readonly file: string }
  | { readonly _tag: 'EmptyFile'; readonly file: string }
  | { readonly _tag: 'GitLfsPointer'; readonly file: string }
  | { readonly _tag: 'HtmlPage'; readonly file: string }
  /**
   * A `.pt` written before PyTorch 1.6, or with `_use_new_zipfile_serialization=False`: a bare pickle, no zip archive.
   */
  | { readonly _tag: 'LegacyTorchFile'; readonly file: string }
  | { readonly _tag: 'BigEndianTorchFile'; readonly file: string }
  /** The first bytes are not those of `expected`; `found` says what they look like. */
  | { readonly _tag: 'WrongFormat'; readonly file: string; readonly expected: FileFormat; readonly found: string }
  /** `part` needs `needed` bytes where `found` are left. */
  | {
      readonly _tag: 'Truncated'
      readonly file: string
      readonly part: string
      readonly needed: number
      readonly found: number
    }
  /** `part` breaks a rule of the format; `reason` says which, and so what would be right. */
  | { readonly _tag: 'Malformed'; readonly file: string; readonly part: string; readonly reason: string }
  /** `part` asks for `size` where at most `limit` is given. */
  | {
      readonly _tag: 'TooLarge'
      readonly file: string
      readonly part: string
      readonly size: number
      readonly limit: number
    }
  | { readonly _tag: 'UnsupportedDtype'; readonly file: string; readonly part: string; readonly dtype: string }
  /** The pickle names a function or class outside the allow-list. Nothing was called. */
  | { readonly _tag: 'UnknownGlobal'; readonly file: string; readonly global: string }
  | { readonly _tag: 'UnsupportedOpcode'; readonly file: string; readonly opcode: number; readonly position: number }
  /** A tensor of a `.pt` reaches element `last` of a storage of `elements`. */
  | {
      readonly _tag: 'OutsideStorage'
      readonly file: string
      readonly storage: string
      readonly last: number
      readonly elements: number
    }
  | { readonly _tag: 'NoSuchTensor'; readonly file: string; readonly name: string; readonly names: readonly string[] }
  /** One tensor was wanted without saying which. */
  | { readonly _tag: 'NotOneTensor'; readonly file: string; readonly names: readonly string[] }
  /** A frame cannot be stored: `part` of it is `what`. */
  | { readonly _tag: 'UnwritableFrame'; readonly file: string; readonly part: string; readonly what: string }
  /** The tensor given to a writer cannot be written as it is. */
  | { readonly _tag: 'UnwritableTensor'; readonly file: string; readonly name: string; readonly reason: string }

/** A broken rule of a format, as a `Left`. */
export const malformedError = (file: string, part: string, reason: string): E.Either<FileError, never> =>
  E.left({ _tag: 'Malformed', file, part, reason })

/** Bytes that are not there, as a `Left`. */
export const truncatedError = (file: string, part: string, needed: number, found: number): E.Either<FileError, never> =>
  E.left({ _tag: 'Truncated', file, part, needed, found })

/** More than is given, as a `Left`. */
export const tooLargeError = (file: string, part: string, size: number, limit: number): E.Either<FileError, never> =>
  E.left({ _tag: 'TooLarge', file, part, size, limit })
