import type { FileError } from '@sigmastream/tensor-files'

/** A weight that the configuration calls for is not in the checkpoint. */
interface MissingWeight {
  readonly _tag: 'MissingWeight'
  readonly name: string
}

/** A weight is there with another shape than the configuration calls for. */
interface WrongShape {
  readonly _tag: 'WrongShape'
  readonly name: string
  readonly expected: readonly number[]
  readonly actual: readonly number[]
}

/** The configuration asks for something that is not supported: `key` is where, `wrong` what, `right` what would do. */
export interface Unsupported {
  readonly _tag: 'Unsupported'
  readonly key: string
  readonly wrong: string
  readonly right: string
}

/** A value of a configuration or index file is not of the form it must have; `key` is its path in the JSON. */
export interface BadConfig {
  readonly _tag: 'BadConfig'
  readonly file: string
  readonly key: string
  readonly wrong: string
  readonly right: string
}

/** What is wrong with a folder, before any file of it is opened. */
type FolderFault =
  | { readonly _tag: 'FolderMissing'; readonly folder: string }
  | { readonly _tag: 'FolderUnreadable'; readonly folder: string; readonly reason: string }
  /** `file` of the model's part `part` is not there. */
  | { readonly _tag: 'MissingPart'; readonly folder: string; readonly part: string; readonly file: string }
  /** There are weights, but pickled in a form that is not read (`.bin`, `.pt`). */
  | { readonly _tag: 'PickledWeights'; readonly file: string }
  /** The shards of one set of weights lie in several real folders; a session reads from one. */
  | { readonly _tag: 'ScatteredShards'; readonly folder: string; readonly folders: readonly string[] }

/** What is wrong with one file. */
type ContentFault =
  | { readonly _tag: 'LfsPointer'; readonly file: string }
  | { readonly _tag: 'HtmlPage'; readonly file: string }
  | { readonly _tag: 'DanglingLink'; readonly file: string }
  /** The header tells of `needed` bytes where there are `found`. */
  | { readonly _tag: 'TruncatedWeights'; readonly file: string; readonly needed: number; readonly found: number }
  /** Whatever else `readSafetensorsHeader` finds. */
  | { readonly _tag: 'UnreadableWeights'; readonly error: FileError }
  | { readonly _tag: 'UnreadableConfig'; readonly file: string; readonly reason: string }
  | { readonly _tag: 'UnsupportedWeightType'; readonly file: string; readonly name: string; readonly type: string }

/** Why the weights or configurations of a checkpoint cannot be used, whatever model they are of. */
export type CheckpointFault = MissingWeight | WrongShape | Unsupported | BadConfig | FolderFault | ContentFault

/** What a configuration asks for and may not. */
export const unsupportedKey = (key: string, wrong: string, right: string): Unsupported => ({
  _tag: 'Unsupported',
  key,
  wrong,
  right,
})

/** A value of a file that is not of its form. */
export const badConfig = (file: string, key: string, wrong: string, right: string): BadConfig => ({
  _tag: 'BadConfig',
  file,
  key,
  wrong,
  right,
})
