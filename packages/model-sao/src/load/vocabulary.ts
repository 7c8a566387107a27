import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { messageOf } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import type { CheckpointError } from '../checkpoint/errors.js'
import type { TextKind } from '../checkpoint/text-place.js'

const [QUOTE, BACKSLASH] = [0x22, 0x5c] as const

/** 1 at the bytes that are spaces of JSON. */
const SPACES = Uint8Array.from({ length: 256 }, (_, byte) => ([0x20, 0x0a, 0x0d, 0x09].includes(byte) ? 1 : 0))

/** Pieces of JSON without the spaces around its values, told one after the other: 34 MB come by here at every start. */
const withoutSpaces = (): ((piece: Uint8Array) => Uint8Array) => {
  let [quoted, escaped] = [false, false]
  return (piece) => {
    const out = new Uint8Array(piece.length)
    let length = 0
    for (let i = 0; i < piece.length; i++) {
      const byte = piece[i]! // i is below its length
      if (quoted) {
        out[length++] = byte
        if (escaped) escaped = false
        else if (byte === BACKSLASH) escaped = true
        else if (byte === QUOTE) quoted = false
      } else if (SPACES[byte] === 0) {
        out[length++] = byte
        if (byte === QUOTE) quoted = true
      }
    }
    return out.subarray(0, length)
  }
}

const digestOf = async (file: string, told: (piece: Uint8Array) => Uint8Array): Promise<string> => {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(file)) hash.update(told(piece))
  return hash.digest('hex')
}

/**
 * The SHA-256, in hexadecimal, of a tokenizer.json: of T5's as it is, as both of its layouts have it; of Gemma's without
 * the spaces around values, since diffusers writes it anew. It is not parsed: the published file has 34 MB. Errors:
 * `UnreadableConfig`.
 */
export const vocabularyDigest = (kind: TextKind, file: string): TE.TaskEither<CheckpointError, string> =>
  TE.tryCatch(
    () => digestOf(file, kind === 't5' ? (piece) => piece : withoutSpaces()),
    (cause): CheckpointError => ({ _tag: 'UnreadableConfig', file, reason: messageOf(cause) }),
  )
