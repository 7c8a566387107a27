import type { FileHandle } from 'node:fs/promises'
import type { ReadonlyF32 } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { breather } from './breath.js'
import type { AudioError } from './errors.js'
import type { SampleReader } from './sample-reader.js'
import { concatBytes } from './source.js'

/** Makes the bytes of a file out of its samples, block after block; one block is held. */
export interface SoundEncoder {
  /** What stands before the samples. */
  readonly head: Uint8Array
  /** The bytes of the next samples, `[channels][frames of the block]`; those of FLAC may come with a later block. */
  readonly block: (channels: readonly ReadonlyF32[]) => E.Either<AudioError, Uint8Array>
  /** What comes after the last block, and the head as it is now known, as long as it was. */
  readonly end: () => E.Either<AudioError, { readonly tail: Uint8Array; readonly head: Uint8Array }>
  /** Frees what it holds; once is enough. */
  readonly close: () => void
}

/** Frames that are encoded together: small beside the heap of libFLAC. */
const portion = 16384

/** Hands the samples to the encoder in order, and its bytes to `put`. The head comes at the end. */
const encodeAll = async <Failure>(
  encoder: SoundEncoder,
  { frames, read }: SampleReader<Failure>,
  put: (bytes: Uint8Array) => Promise<void>,
): Promise<E.Either<AudioError | Failure, Uint8Array>> => {
  const breathe = breather()
  for (let from = 0; from < frames; from += portion) {
    const channels = await read(from, Math.min(frames, from + portion))()
    if (E.isLeft(channels)) return channels
    const bytes = encoder.block(channels.right)
    if (E.isLeft(bytes)) return bytes
    await put(bytes.right)
    await breathe()
  }
  const last = encoder.end()
  if (E.isLeft(last)) return last
  await put(last.right.tail)
  return E.right(last.right.head)
}

/** The bytes of a whole file in memory. */
export const encodeInMemory = async <Failure>(
  encoder: SoundEncoder,
  sound: SampleReader<Failure>,
): Promise<E.Either<AudioError | Failure, Uint8Array<ArrayBuffer>>> => {
  const parts: Uint8Array[] = []
  try {
    const head = await encodeAll(encoder, sound, async (bytes) => void parts.push(bytes))
    return E.isLeft(head) ? head : E.right(concatBytes([head.right, ...parts]))
  } finally {
    encoder.close()
  }
}

/** Writes into an empty file as it is encoded. Rejects with what the file system throws. */
export const encodeIntoFile = async <Failure>(
  encoder: SoundEncoder,
  sound: SampleReader<Failure>,
  file: FileHandle,
): Promise<E.Either<AudioError | Failure, void>> => {
  const put = async (bytes: Uint8Array, at: number): Promise<number> => {
    for (let done = 0; done < bytes.length; )
      done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten
    return at + bytes.length
  }
  try {
    let at = await put(encoder.head, 0)
    const head = await encodeAll(encoder, sound, async (bytes) => {
      at = await put(bytes, at)
    })
    if (E.isLeft(head)) return head
    await put(head.right, 0)
    return E.right(undefined)
  } finally {
    encoder.close()
  }
}
