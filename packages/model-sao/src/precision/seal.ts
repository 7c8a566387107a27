import { createHash, webcrypto } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { bytesAt } from '@sigmastream/checkpoint'
import type { Metadata } from './layout.js'

/** Bytes that are hashed at a time, and how many such pieces at once: their digests run beside each other. */
const PIECE = 2 ** 23
const TOGETHER = 4

const UNKNOWN = '0'.repeat(64)
/** More than the header of any model's weights takes. */
const LONGEST_HEADER = 2 ** 26

/** What a header has in the place of its checksums until they are known, which are as long. */
export const blankSeal: Metadata = { content: UNKNOWN, header: UNKNOWN }

const valueAt = (header: Buffer, field: 'content' | 'header'): number => {
  const name = `"${field}":"`
  const at = header.indexOf(name)
  return at < 0 ? -1 : at + name.length
}

const withValue = (header: Uint8Array, field: 'content' | 'header', value: string): Buffer => {
  const copy = Buffer.from(header)
  copy.write(value, valueAt(copy, field), 'latin1')
  return copy
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/**
 * The header, which has `blankSeal` among its metadata, with the checksum of the content, and its own over all that.
 */
export const sealHeader = (header: Uint8Array, content: string): Uint8Array => {
  const told = withValue(header, 'content', content)
  return withValue(told, 'header', sha256(told))
}

/** Whether a header is what was sealed: another byte in it is noticed. */
const isSealed = (header: Buffer): boolean => {
  const at = valueAt(header, 'header')
  if (at < 0 || valueAt(header, 'content') < 0) return false
  return header.toString('latin1', at, at + UNKNOWN.length) === sha256(withValue(header, 'header', UNKNOWN))
}

/**
 * The checksum of a file from `start` on, in hexadecimal: SHA-256 of the SHA-256 of each 8 MiB. They are computed
 * outside of this thread, some at once, so that a file of 1 GB takes a part of a second. `null` where the signal ended
 * it. Rejects where the file cannot be read.
 */
export const contentChecksum = async (
  file: FileHandle,
  start: number,
  signal?: AbortSignal,
): Promise<string | null> => {
  const { size } = await file.stat()
  const pieces = Array.from({ length: Math.ceil((size - start) / PIECE) }, (_, i) => start + i * PIECE)
  const all = createHash('sha256')
  for (let first = 0; first < pieces.length; first += TOGETHER) {
    if (signal?.aborted === true) return null
    const digests = await Promise.all(
      pieces
        .slice(first, first + TOGETHER)
        .map(async (at) => webcrypto.subtle.digest('SHA-256', await bytesAt(file, at, Math.min(PIECE, size - at)))),
    )
    for (const digest of digests) all.update(new Uint8Array(digest))
  }
  return all.digest('hex')
}

const withFile = async <A>(path: string, use: (file: FileHandle) => Promise<A>): Promise<A> => {
  const file = await open(path, 'r')
  try {
    return await use(file)
  } finally {
    await file.close()
  }
}

const headerIn = async (file: FileHandle): Promise<Buffer> => {
  const length = (await bytesAt(file, 0, 8)).readUInt32LE(0)
  if (length > LONGEST_HEADER) throw new Error('it is no header of packed weights')
  return bytesAt(file, 0, 8 + length)
}

/** Whether the header of a file of packed weights is as it was written; its content is not looked at. */
export const headerIsWhole = (path: string): Promise<boolean> =>
  withFile(path, async (file) => isSealed(await headerIn(file))).catch(() => false)

/** Whether all of a file of packed weights is as it was written; `null` where the signal ended it. */
export const fileIsWhole = (path: string, signal?: AbortSignal): Promise<boolean | null> =>
  withFile(path, async (file) => {
    const header = await headerIn(file)
    if (!isSealed(header)) return false
    const content = await contentChecksum(file, header.length, signal)
    const at = valueAt(header, 'content')
    return content === null ? null : header.toString('latin1', at, at + UNKNOWN.length) === content
  }).catch(() => false)
