import { extname } from 'node:path'

const readAsLatents = ['.pt', '.npy', '.npz', '.safetensors']
const writtenAsLatents = ['.npy', '.npz', '.safetensors']
const writtenAsSound = ['.wav', '.wave', '.flac']

/** The extension of a path, in lower case, with its dot. */
export const extensionOf = (path: string): string => extname(path).toLowerCase()

/** Whether a file is read as latents: by its extension. Any other is sound, whatever its name. */
export const isLatentsName = (path: string): boolean => readAsLatents.includes(extensionOf(path))

/** Whether a tensor can be written under this name. */
export const isTensorName = (path: string): boolean => writtenAsLatents.includes(extensionOf(path))

/** Whether sound can be written under this name. */
export const isSoundName = (path: string): boolean => writtenAsSound.includes(extensionOf(path))
