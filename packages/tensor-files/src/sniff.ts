import type { FileError, FileFormat } from './error.js'

/** As many bytes from the start of a file as `impostor` looks at. */
export const SNIFFED_BYTES = 512

const startsWith = (bytes: Uint8Array, ...prefix: readonly number[]): boolean =>
  prefix.every((byte, i) => bytes[i] === byte)

/**
 * The error for a file whose first bytes are not those of `expected`: what it is instead, where that can be told. A
 * git-LFS pointer or an HTML page under the name is what a failed download leaves.
 */
export const impostor = (file: string, expected: FileFormat, head: Uint8Array): FileError => {
  if (head.length === 0) return { _tag: 'EmptyFile', file }
  const text = new TextDecoder('latin1').decode(head.subarray(0, SNIFFED_BYTES)).trimStart().toLowerCase()
  if (text.startsWith('version https://git-lfs.github.com/spec/')) return { _tag: 'GitLfsPointer', file }
  if (/^(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|head|body)/u.test(text)) return { _tag: 'HtmlPage', file }
  const pickle = startsWith(head, 0x80) && head.length > 1 && head[1]! >= 2 && head[1]! <= 5 // length > 1
  if (pickle && expected === 'pt') return { _tag: 'LegacyTorchFile', file }
  const found = startsWith(head, 0x50, 0x4b)
    ? 'a zip archive'
    : startsWith(head, 0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59)
      ? 'a NumPy array'
      : pickle
        ? 'a pickle'
        : head[8] === 0x7b
          ? 'perhaps a safetensors file'
          : 'a file of another kind'
  return { _tag: 'WrongFormat', file, expected, found }
}
