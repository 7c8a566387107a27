import type { CheckpointFault } from '@sigmastream/checkpoint'

/**
 * Weights are there of a block, `name`, that the configuration does not build, though it builds others of its list:
 * `built` of the `stored`. The network would make another sound.
 */
export interface UnbuiltBlock {
  readonly _tag: 'UnbuiltBlock'
  readonly name: string
  readonly built: number
  readonly stored: number
}

/** What a folder or file lacks of a model of this family. `found` are names in the folder. */
type FamilyError =
  /** Neither `model_config.json` nor `model_index.json` is there. */
  | { readonly _tag: 'NoLayout'; readonly folder: string; readonly found: readonly string[] }
  /** T5 is in no `model.safetensors`, so people who fetch that file alone meet this. */
  | { readonly _tag: 'MissingText'; readonly folder: string; readonly file: string }
  /** The text encoder of Stable Audio 3 lies in a folder of its own, which its configuration names. */
  | { readonly _tag: 'MissingT5Gemma'; readonly folder: string; readonly file: string }
  /** An autoencoder, where a whole model is needed. */
  | { readonly _tag: 'AutoencoderAlone'; readonly file: string }
  /** Several files of weights, and none by the usual name. */
  | { readonly _tag: 'SeveralWeights'; readonly folder: string; readonly found: readonly string[] }
  /** The file that was given for a model is no file of weights. */
  | { readonly _tag: 'NoWeights'; readonly file: string }

/** Why a checkpoint cannot be used. */
export type CheckpointError = CheckpointFault | UnbuiltBlock | FamilyError
