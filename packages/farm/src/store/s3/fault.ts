import { codeOf, messageOf } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import type { StoreError } from '../error.js'
import { nameOfPlace, type S3Place } from './place.js'

const fullNames: ReadonlySet<string> = new Set([
  'InsufficientStorage',
  'QuotaExceeded',
  'StorageFull',
  'XMinioStorageFull',
])

const deniedNames: ReadonlySet<string> = new Set([
  'AccessDenied',
  'ExpiredToken',
  'InvalidAccessKeyId',
  'InvalidToken',
  'SignatureDoesNotMatch',
])

const Answer = t.type({ $metadata: t.type({ httpStatusCode: t.number }) })

/** The status of the answer that a failure is; `null` where there was no answer. */
export const statusOf = (cause: unknown): number | null => {
  const answer = Answer.decode({ ...(cause instanceof Error ? cause : {}) })
  return E.isRight(answer) ? answer.right.$metadata.httpStatusCode : null
}

const nameOf = (cause: unknown): string => (cause instanceof Error ? cause.name : '')

/** Whether an answer says that there is no such object, in a bucket that is there. */
export const isAbsent = (cause: unknown): boolean => statusOf(cause) === 404 && nameOf(cause) !== 'NoSuchBucket'

/** What was said, in one clause. An answer without words has its status. */
const messageIn = (cause: unknown): string => {
  const [name, status, message] = [nameOf(cause), statusOf(cause), messageOf(cause)]
  if (status === null) return message === '' ? codeOf(cause) || name : message
  return message === '' || message === 'UnknownError' ? `status ${status}` : `${name}: ${message}`
}

/** What a bucket, or the way to it, failed at. */
export const fromS3 = (place: S3Place, cause: unknown): StoreError => {
  const [store, name, status] = [nameOfPlace(place), nameOf(cause), statusOf(cause)]
  if (status === 507 || fullNames.has(name)) return { _tag: 'StoreFull', store }
  if (name === 'CredentialsProviderError')
    return {
      _tag: 'StoreDenied',
      store,
      message: 'no credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE',
    }
  if (status === 401 || status === 403 || deniedNames.has(name))
    return { _tag: 'StoreDenied', store, message: messageIn(cause) }
  return { _tag: 'StoreUnreachable', store, message: messageIn(cause) }
}
