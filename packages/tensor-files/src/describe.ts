import { READABLE_DTYPES } from './dtype.js'
import type { FileError, FileFormat } from './error.js'
import { printableText } from './printable.js'

const FORMATS: Readonly<Record<FileFormat, string>> = {
  npy: 'a NumPy array (.npy)',
  npz: 'a NumPy archive (.npz)',
  safetensors: 'a safetensors file',
  pt: 'a PyTorch file (.pt, the zip format of torch.save)',
}

const SHOWN = 8

const nameList = (names: readonly string[]): string =>
  names.length === 0
    ? 'none'
    : names
        .slice(0, SHOWN)
        .map((name) => `"${printableText(name)}"`)
        .join(', ') + (names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '')

const problem = (error: FileError): string => {
  switch (error._tag) {
    case 'FileNotFound':
      return 'there is no such file; check the path'
    case 'FileNotReadable':
      return `it cannot be read: ${printableText(error.reason)}; give a file that can be read`
    case 'FileNotWritable':
      return `it cannot be written: ${printableText(error.reason)}; give a folder that exists and can be written to`
    case 'UnknownFileType':
      return 'the extension is not that of a file of tensors; use .npy, .npz, .safetensors, or .pt (read only)'
    case 'ReadOnlyFileType':
      return 'PyTorch files are read, never written; write .npy, .npz or .safetensors'
    case 'EmptyFile':
      return 'the file is empty; fetch or write it again'
    case 'GitLfsPointer':
      return 'this is a git-LFS pointer, not the data it stands for; run "git lfs pull", or download the file itself'
    case 'HtmlPage':
      return 'this is an HTML page saved under that name, not the data; download the raw file, logged in where that is needed'
    case 'LegacyTorchFile':
      return 'this is a bare pickle, as PyTorch wrote before 1.6; where you trust it, load it in PyTorch and torch.save it again'
    case 'BigEndianTorchFile':
      return 'it was written on a big-endian machine; load it in PyTorch and save it on a little-endian one'
    case 'WrongFormat':
      return `it is ${error.found}, not ${FORMATS[error.expected]}; give the file its right extension, or fetch it again`
    case 'Truncated':
      return `${printableText(error.part)} needs ${error.needed} bytes and has ${error.found}; the file is cut short, fetch it again`
    case 'Malformed':
      return `${printableText(error.part)}: ${printableText(error.reason)}`
    case 'TooLarge':
      return `${printableText(error.part)} is ${error.size}; at most ${error.limit} is accepted`
    case 'UnsupportedDtype':
      return `${printableText(error.part)} holds ${printableText(error.dtype)}; convert it to one of ${READABLE_DTYPES}`
    case 'UnknownGlobal':
      return `the pickle names ${printableText(error.global)}, which was not run; save plain tensors, or lists and dicts of them`
    case 'UnsupportedOpcode':
      return (
        `the pickle has the opcode 0x${error.opcode.toString(16).padStart(2, '0')} at byte ${error.position}, ` +
        'which tensors do not need; save plain tensors, or lists and dicts of them'
      )
    case 'OutsideStorage':
      return (
        `a tensor reaches element ${error.last} of storage "${printableText(error.storage)}", which has ${error.elements}; ` +
        'the file is damaged, fetch or save it again'
      )
    case 'NoSuchTensor':
      return `it has no tensor "${printableText(error.name)}"; it has ${nameList(error.names)}`
    case 'NotOneTensor':
      return error.names.length === 0
        ? 'it holds no tensor; give a file with exactly one'
        : `it holds ${error.names.length} tensors, give the name of one: ${nameList(error.names)}`
    case 'UnwritableFrame':
      return (
        `the frame cannot be stored: ${printableText(error.part)} is ${printableText(error.what)}; ` +
        'a solver keeps numbers, texts, lists, records and latents'
      )
    case 'UnwritableTensor':
      return `tensor "${printableText(error.name)}" cannot be written: ${printableText(error.reason)}`
  }
}

/** One line: the file, what is wrong with it, and what would be right. */
export const describeFileError = (error: FileError): string => `${printableText(error.file)}: ${problem(error)}`
