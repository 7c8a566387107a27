import { describeFileError } from '@sigmastream/tensor-files'
import type { CheckpointFault } from './errors.js'

const LONGEST = 200
const SHOWN = 8

/**
 * Text from a file or a name of one, as part of one line: control and formatting characters replaced, long text cut.
 */
export const plainText = (text: string): string => {
  const line = text.slice(0, LONGEST + 1).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\u{FFFD}')
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}...` : line
}

/** Names of a file as part of one line, the first of many. */
export const nameList = (names: readonly string[]): string =>
  names.length === 0
    ? 'nothing'
    : names.slice(0, SHOWN).map(plainText).join(', ') +
      (names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '')

const shapeText = (sizes: readonly number[]): string => `[${sizes.join(', ')}]`

/** One sentence: what is wrong with the weights or a configuration and where, and what would be right. */
export const describeCheckpointFault = (fault: CheckpointFault): string => {
  switch (fault._tag) {
    case 'FolderMissing':
      return `${plainText(fault.folder)}: there is no such folder; give the folder of a checkpoint`
    case 'MissingPart':
      return `${plainText(fault.folder)}: the ${fault.part} is missing: there is no ${plainText(fault.file)}; fetch it from where the rest is from`
    case 'PickledWeights':
      return (
        `${plainText(fault.file)}: these weights are pickled, and of pickled ones a .ckpt alone is read, whose code is never run; ` +
        'fetch the .safetensors file from where it came from, or, if you trust it, convert it with safetensors.torch.save_file'
      )
    case 'LfsPointer':
      return `${plainText(fault.file)}: this is a git-LFS pointer, not the file it stands for; run "git lfs pull" in its folder`
    case 'HtmlPage':
      return (
        `${plainText(fault.file)}: this is an HTML page saved under that name, such as the hub's login page; accept the licence ` +
        'on the model page, then download the file with an access token'
      )
    case 'DanglingLink':
      return `${plainText(fault.file)}: this is a link to a file that is not there; download the file again`
    case 'TruncatedWeights':
      return (
        `${plainText(fault.file)}: the file is cut short: its header tells of ${fault.needed} bytes and there are ${fault.found}; ` +
        'finish the download, or fetch it again'
      )
    case 'UnreadableWeights':
      return describeFileError(fault.error)
    case 'UnreadableConfig':
      return `${plainText(fault.file)}: ${plainText(fault.reason)}`
    case 'UnsupportedWeightType':
      return (
        `${plainText(fault.file)}: the weight ${plainText(fault.name)} is stored as ${fault.type}; ` +
        'convert it to float32, float16 or bfloat16'
      )
    case 'ScatteredShards':
      return (
        `${plainText(fault.folder)}: its weights are links into several folders (${nameList(fault.folders)}); ` +
        'put the files they lead to into one folder'
      )
    case 'BadConfig':
      return (
        `${plainText(fault.file)}: ${fault.key === '' ? 'the whole' : `"${plainText(fault.key)}"`} is ${plainText(fault.wrong)}; ` +
        `it must be ${plainText(fault.right)}`
      )
    case 'Unsupported':
      return (
        `the configuration's "${plainText(fault.key)}" is ${plainText(fault.wrong)}, which is not supported; ` +
        `it may be ${plainText(fault.right)}`
      )
    case 'MissingWeight':
      return (
        `the weight ${plainText(fault.name)}, which the configuration calls for, is not in the checkpoint; ` +
        'fetch both from one place'
      )
    case 'WrongShape':
      return (
        `the weight ${plainText(fault.name)} has the shape ${shapeText(fault.actual)} where the configuration calls for ` +
        `${shapeText(fault.expected)}; fetch both from one place`
      )
    case 'FolderUnreadable':
      return `${plainText(fault.folder)}: the folder cannot be read: ${plainText(fault.reason)}`
  }
}
