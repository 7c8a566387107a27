export { describeFileError } from './describe.js'
export type { FileError } from './error.js'
export { decodeJson, describeJsonFault, type JsonFault, parseJson } from './json.js'
export { encodeNpy } from './npy.js'
export { encodeNpz } from './npz.js'
export { pickleNumpyArray } from './pickle-writer/array.js'
export { pickleDict, pickleList, pickleOf } from './pickle-writer/opcodes.js'
export { readTensor, readTensors } from './read.js'
export {
  fileOfBytes,
  fileWrittenBy,
  linkTo,
  type NewFile,
  replaceFile,
  replaceFiles,
} from './replace-file.js'
export { decodeSafetensors, encodeSafetensors } from './safetensors.js'
export type { SafetensorsEntry } from './safetensors-entry.js'
export { readSafetensorsHeader, readSafetensorsTensor } from './safetensors-file.js'
export type { SafetensorsHeader } from './safetensors-header.js'
export { removeTemporaries, temporaryBeside } from './temporary.js'
export { SINGLE_TENSOR, type StoredTensor, type Tensor } from './tensor.js'
export { writeTensors } from './write.js'
