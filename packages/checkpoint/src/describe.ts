import { describeFileError, printableText } from '@sigmastream/tensor-files'
import type { CheckpointFault } from './errors.js'

const SHOWN = 8

/** Names of a file as part of one line, the first of many. */
export const nameList = (names: readonly string[]): string =>
  names.length === 0
    ? 'nothing'
    : names.slice(0, SHOWN).map(printableText).join(', ') +
      (names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '')

const shapeText = (sizes: readonly number[]): string => `[${sizes.join(', ')}]`

/** One sentence: what is wrong with the weights or a configuration and where, and what would be right. */
export const describeCheckpointFault = (fault: CheckpointFault): string => {
  switch (fault._tag) {
    case 'FolderMissing':
      return `${printableText(fault.folder)}: there is no such folder; give the folder of a checkpoint`
    case 'MissingPart':
      return `${printableText(fault.folder)}: the ${fault.part} is missing: there is no ${printableText(fault.file)}; fetch it from where the rest is from`
    case 'PickledWeights':
      return (
        `${printableText(fault.file)}: these weights are pickled, and of pickled ones a .ckpt alone is read, whose code is never run; ` +
        'fetch the .safetensors file from where it came from, or, if you trust it, convert it with safetensors.torch.save_file'
      )
    case 'LfsPointer':
      return `${printableText(fault.file)}: this is a git-LFS pointer, not the file it stands for; run "git lfs pull" in its folder`
    case 'HtmlPage':
      return (
        `${printableText(fault.file)}: this is an HTML page saved under that name, such as the hub's login page; accept the licence ` +
        'on the model page, then download the file with an access token'
      )
    case 'DanglingLink':
      return `${printableText(fault.file)}: this is a link to a file that is not there; download the file again`
    case 'TruncatedWeights':
      return (
        `${printableText(fault.file)}: the file is cut short: its header tells of ${fault.needed} bytes and there are ${fault.found}; ` +
        'finish the download, or fetch it again'
      )
    case 'UnreadableWeights':
      return describeFileError(fault.error)
    case 'UnreadableConfig':
      return `${printableText(fault.file)}: ${printableText(fault.reason)}`
    case 'UnsupportedWeightType':
      return (
        `${printableText(fault.file)}: the weight ${printableText(fault.name)} is stored as ${fault.type}; ` +
        'convert it to float32, float16 or bfloat16'
      )
    case 'ScatteredShards':
      return (
        `${printableText(fault.folder)}: its weights are links into several folders (${nameList(fault.folders)}); ` +
        'put the files they lead to into one folder'
      )
    case 'BadConfig':
      return (
        `${printableText(fault.file)}: ${fault.key === '' ? 'the whole' : `"${printableText(fault.key)}"`} is ${printableText(fault.wrong)}; ` +
        `it must be ${printableText(fault.right)}`
      )
    case 'Unsupported':
      return (
        `the configuration's "${printableText(fault.key)}" is ${printableText(fault.wrong)}, which is not supported; ` +
        `it may be ${printableText(fault.right)}`
      )
    case 'MissingWeight':
      return (
        `the weight ${printableText(fault.name)}, which the configuration calls for, is not in the checkpoint; ` +
        'fetch both from one place'
      )
    case 'WrongShape':
      return (
        `the weight ${printableText(fault.name)} has the shape ${shapeText(fault.actual)} where the configuration calls for ` +
        `${shapeText(fault.expected)}; fetch both from one place`
      )
    case 'FolderUnreadable':
      return `${printableText(fault.folder)}: the folder cannot be read: ${printableText(fault.reason)}`
  }
}
