import { dirname } from 'node:path'
import { describeCheckpointFault, nameList } from '@sigmastream/checkpoint'
import { printableText } from '@sigmastream/tensor-files'
import type { CheckpointError } from './errors.js'

/** So many names of a folder that is none are still told. */
const FEW = 8

/** What a folder that is none holds: names where they are few, for those of a large folder help nobody. */
const contentsText = (found: readonly string[]): string =>
  found.length > FEW
    ? `none of the ${found.length} files and folders in it is part of one`
    : `it holds ${nameList(found)}`

const HUB = 'stabilityai/stable-audio-open-1.0 on the Hugging Face hub'

/** One sentence: what is wrong with the checkpoint and where, and what would be right. */
export const describeCheckpointError = (error: CheckpointError): string => {
  switch (error._tag) {
    case 'FolderMissing':
      return `${printableText(error.folder)}: there is no such folder; give the folder of a Stable Audio checkpoint`
    case 'NoLayout':
      return (
        `${printableText(error.folder)}: this is no Stable Audio checkpoint: ${contentsText(error.found)}; it must hold ` +
        'model_config.json with model.safetensors and the folders of its text encoder, or model_index.json with the diffusers folders'
      )
    case 'SeveralWeights':
      return (
        `${printableText(error.folder)}: it holds several files of weights, ${nameList(error.found)}; ` +
        'give the path of the one that is meant instead of the folder'
      )
    case 'NoWeights':
      return (
        `${printableText(error.file)}: this is no file of weights; give the folder of a Stable Audio checkpoint, ` +
        'or a .safetensors or .ckpt file in it'
      )
    case 'MissingText':
      return (
        `${printableText(error.folder)}: there is no ${printableText(error.file)}; T5 and its tokenizer are not in the model's own weights: ` +
        `fetch the folders text_encoder/ and tokenizer/ of ${HUB} into this folder`
      )
    case 'MissingT5Gemma':
      return (
        `${printableText(error.folder)}: there is no ${printableText(error.file)}; the text encoder and its tokenizer are not in the ` +
        `model's own weights: fetch the folder ${printableText(dirname(error.file))}/ of the model's repository into this folder`
      )
    case 'AutoencoderAlone':
      return (
        `${printableText(error.file)}: this is an autoencoder alone, which encodes and decodes; to make sound, give the folder of a ` +
        'whole model, such as stabilityai/stable-audio-3-small-music on the Hugging Face hub'
      )
    case 'UnbuiltBlock':
      return (
        `${printableText(error.name)} is among the weights, and the configuration builds ${error.built} of their ${error.stored} ` +
        `blocks there; the one that belongs to these weights builds all ${error.stored}: fetch both from one place`
      )
    default:
      return describeCheckpointFault(error)
  }
}
