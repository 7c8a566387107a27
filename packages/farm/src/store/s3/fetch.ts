import { Readable } from 'node:stream'
import { replaceFiles } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import type { StoreError } from '../error.js'
import { fromLocalDisk } from '../folder/disk-error.js'
import { fileOfPieces } from '../pieces.js'
import type { Connection } from './client.js'
import { isAbsent } from './fault.js'
import type { S3Object } from './place.js'

const unlessAbsent = (cause: unknown): null => {
  if (isAbsent(cause)) return null
  throw cause
}

/** Whether there is an object. */
export const isThere = async ({ s3, client }: Connection, object: S3Object): Promise<boolean> =>
  (await client.send(new s3.HeadObjectCommand(object)).catch(unlessAbsent)) !== null

/**
 * Writes an object to a file, as it comes, and gives it its name when it is whole; `false` where there is none. `failed`
 * says what it is that the server, or the way to it, failed at in the middle; before that it is thrown.
 */
export const fetchFile = async (
  { s3, client }: Connection,
  object: S3Object,
  file: string,
  failed: (cause: unknown) => StoreError,
): Promise<E.Either<StoreError, boolean>> => {
  const answer = await client.send(new s3.GetObjectCommand(object)).catch(unlessAbsent)
  if (answer === null) return E.right(false)
  const { Body: body, ContentLength: bytes } = answer
  if (!(body instanceof Readable)) throw new Error('its answer has no body')
  const fetched = fileOfPieces(file, body, failed, bytes)
  const placed = await replaceFiles<StoreError>([fetched], (cause) => fromLocalDisk(file, cause))()
  body.destroy()
  return E.map(() => true)(placed)
}
