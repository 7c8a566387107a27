import type { either as E } from 'fp-ts'
import type { CheckpointError } from './errors.js'
import type { ModelKind } from './kind.js'
import type { FoundPart, Layout, PartName } from './parts.js'
import type { TextKind } from './text-place.js'

/** A JSON file as it was read, or why it could not be. */
export type FoundJson = E.Either<CheckpointError, unknown>

/** The files that a tokenizer is made of. */
export interface TokenizerFiles {
  readonly tokenizer: string
  readonly config: string
}

/** What is in the folder of a checkpoint, each piece found or not by itself. Only headers and JSON have been read. */
export interface Survey {
  readonly folder: string
  readonly layout: Layout
  /** What it is of, as far as can be told though a configuration is missing or broken. */
  readonly kind: ModelKind
  /** The configurations as they were read, by their names relative to the folder. */
  readonly configs: Readonly<Record<string, FoundJson>>
  /** The configuration in the form of stable-audio-tools' `model_config.json`, and where messages say it comes from. */
  readonly model: FoundJson
  readonly modelFile: string
  /** Which text encoder it has, and the name of its configuration in `configs`. */
  readonly text: { readonly kind: TextKind; readonly config: string }
  readonly parts: Readonly<Record<PartName, FoundPart>>
  readonly tokenizer: E.Either<CheckpointError, TokenizerFiles>
}
