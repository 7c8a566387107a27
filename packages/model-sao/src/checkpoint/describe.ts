import { dirname } from 'node:path'
import { describeFileError } from '@sigmastream/tensor-files'
import type { CheckpointError } from './errors.js'

const LONGEST = 200
const SHOWN = 8

/**
 * Text from a file or a name of one, as part of one line: control and formatting characters replaced, long text cut.
 */
const plainText = (text: string): string => {
  const line = text.slice(0, LONGEST + 1).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\u{FFFD}')
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}...` : line
}

/** Names of a file as part of one line, the first of many. */
export const nameList = (names: readonly string[]): string =>
  names.length === 0
    ? 'nothing'
    : names.slice(0, SHOWN).map(plainText).join(', ') +
      (names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '')

/** What a folder that is none holds: names where they are few, for those of a large folder help nobody. */
const contentsText = (found: readonly string[]): string =>
  found.length > SHOWN
    ? `none of the ${found.length} files and folders in it is part of one`
    : `it holds ${nameList(found)}`

const shapeText = (sizes: readonly number[]): string => `[${sizes.join(', ')}]`

const HUB = 'stabilityai/stable-audio-open-1.0 on the Hugging Face hub'

/** One sentence: what is wrong with the checkpoint and where, and what would be right. */
export const describeCheckpointError = (error: CheckpointError): string => {
  switch (error._tag) {
    case 'FolderMissing':
      return `${plainText(error.folder)}: there is no such folder; give the folder of a Stable Audio checkpoint`
    case 'FolderUnreadable':
      return `${plainText(error.folder)}: the folder cannot be read: ${plainText(error.reason)}`
    case 'NoLayout':
      return (
        `${plainText(error.folder)}: this is no Stable Audio checkpoint: ${contentsText(error.found)}; it must hold ` +
        'model_config.json with model.safetensors and the folders of its text encoder, or model_index.json with the diffusers folders'
      )
    case 'SeveralWeights':
      return (
        `${plainText(error.folder)}: it holds several files of weights, ${nameList(error.found)}; ` +
        'give the path of the one that is meant instead of the folder'
      )
    case 'NoWeights':
      return (
        `${plainText(error.file)}: this is no file of weights; give the folder of a Stable Audio checkpoint, ` +
        'or a .safetensors or .ckpt file in it'
      )
    case 'MissingPart':
      return `${plainText(error.folder)}: the ${error.part} is missing: there is no ${plainText(error.file)}; fetch it from where the rest is from`
    case 'MissingText':
      return (
        `${plainText(error.folder)}: there is no ${plainText(error.file)}; T5 and its tokenizer are not in the model's own weights: ` +
        `fetch the folders text_encoder/ and tokenizer/ of ${HUB} into this folder`
      )
    case 'MissingT5Gemma':
      return (
        `${plainText(error.folder)}: there is no ${plainText(error.file)}; the text encoder and its tokenizer are not in the ` +
        `model's own weights: fetch the folder ${plainText(dirname(error.file))}/ of the model's repository into this folder`
      )
    case 'AutoencoderAlone':
      return (
        `${plainText(error.file)}: this is an autoencoder alone, which encodes and decodes; to make sound, give the folder of a ` +
        'whole model, such as stabilityai/stable-audio-3-small-music on the Hugging Face hub'
      )
    case 'PickledWeights':
      return (
        `${plainText(error.file)}: these weights are pickled, and of pickled ones a .ckpt alone is read, whose code is never run; ` +
        'fetch the .safetensors file from where it came from, or, if you trust it, convert it with safetensors.torch.save_file'
      )
    case 'LfsPointer':
      return `${plainText(error.file)}: this is a git-LFS pointer, not the file it stands for; run "git lfs pull" in its folder`
    case 'HtmlPage':
      return (
        `${plainText(error.file)}: this is an HTML page saved under that name, such as the hub's login page; accept the licence ` +
        'on the model page, then download the file with an access token'
      )
    case 'DanglingLink':
      return `${plainText(error.file)}: this is a link to a file that is not there; download the file again`
    case 'TruncatedWeights':
      return (
        `${plainText(error.file)}: the file is cut short: its header tells of ${error.needed} bytes and there are ${error.found}; ` +
        'finish the download, or fetch it again'
      )
    case 'UnreadableWeights':
      return describeFileError(error.error)
    case 'UnreadableConfig':
      return `${plainText(error.file)}: ${plainText(error.reason)}`
    case 'UnsupportedWeightType':
      return (
        `${plainText(error.file)}: the weight ${plainText(error.name)} is stored as ${error.type}; ` +
        'convert it to float32, float16 or bfloat16'
      )
    case 'ScatteredShards':
      return (
        `${plainText(error.folder)}: its weights are links into several folders (${nameList(error.folders)}); ` +
        'put the files they lead to into one folder'
      )
    case 'BadConfig':
      return (
        `${plainText(error.file)}: ${error.key === '' ? 'the whole' : `"${plainText(error.key)}"`} is ${plainText(error.wrong)}; ` +
        `it must be ${plainText(error.right)}`
      )
    case 'Unsupported':
      return (
        `the configuration's "${plainText(error.key)}" is ${plainText(error.wrong)}, which is not supported; ` +
        `it may be ${plainText(error.right)}`
      )
    case 'MissingWeight':
      return (
        `the weight ${plainText(error.name)}, which the configuration calls for, is not in the checkpoint; ` +
        'fetch both from one place'
      )
    case 'WrongShape':
      return (
        `the weight ${plainText(error.name)} has the shape ${shapeText(error.actual)} where the configuration calls for ` +
        `${shapeText(error.expected)}; fetch both from one place`
      )
    case 'UnbuiltBlock':
      return (
        `${plainText(error.name)} is among the weights, and the configuration builds ${error.built} of their ${error.stored} ` +
        `blocks there; the one that belongs to these weights builds all ${error.stored}: fetch both from one place`
      )
  }
}
