import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { HubError } from '../errors.js'
import type { Connection } from './connection.js'
import { connectionReason } from './connection-reason.js'

const read = async (body: ReadableStream<Uint8Array> | null, limit: number): Promise<string | undefined> => {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    length += chunk.length
    if (length > limit) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The text of an answer of at most `limit` bytes; no more is read. `tooLong`, `NoNetwork`, `Aborted`. */
export const readBody = (
  { signal }: Connection,
  { body }: Response,
  host: string,
  limit: number,
  tooLong: HubError,
): TE.TaskEither<HubError, string> =>
  pipe(
    TE.tryCatch(
      () => read(body, limit),
      (cause): HubError =>
        signal.aborted ? { _tag: 'Aborted' } : { _tag: 'NoNetwork', host, reason: connectionReason(cause) },
    ),
    TE.flatMap((text) => (text === undefined ? TE.left(tooLong) : TE.right(text))),
  )
