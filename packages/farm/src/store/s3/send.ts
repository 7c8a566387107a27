import { setTimeout } from 'node:timers/promises'
import type { PutObjectCommandOutput } from '@aws-sdk/client-s3'
import { either as E } from 'fp-ts'
import type { StoreError } from '../error.js'
import type { Connection } from './client.js'
import { statusOf } from './fault.js'
import type { S3Object } from './place.js'
import { withUpload } from './upload.js'

/** Sends a file, in the place of what was there, or under a condition. What the server answers else is thrown. */
export const sendFile = (
  { s3, client }: Connection,
  object: S3Object,
  file: string,
  condition: { readonly IfNoneMatch?: '*' } = {},
): Promise<E.Either<StoreError, PutObjectCommandOutput>> =>
  withUpload(file, ({ body, bytes, failed }) =>
    client.send(new s3.PutObjectCommand({ ...object, Body: body, ContentLength: bytes, ...condition }), {
      abortSignal: failed,
    }),
  )

/** How often an object is sent again that another is sent against at the same time, and milliseconds before the first. */
const [mostTries, firstPause] = [5, 50]

/** Sends a file where no object is: whether it was let in. Where another is under way (409), it is asked again. */
export const sendIfAbsent = async (
  to: Connection,
  object: S3Object,
  file: string,
  tries = 1,
): Promise<E.Either<StoreError, boolean>> => {
  try {
    return E.map(() => true)(await sendFile(to, object, file, { IfNoneMatch: '*' }))
  } catch (cause) {
    if (statusOf(cause) === 412) return E.right(false)
    if (statusOf(cause) !== 409 || tries === mostTries) throw cause
    await setTimeout(firstPause * 2 ** (tries - 1))
    return sendIfAbsent(to, object, file, tries + 1)
  }
}
