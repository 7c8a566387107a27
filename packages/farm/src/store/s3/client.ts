import type * as S3 from '@aws-sdk/client-s3'
import { codeOf, messageOf } from '@sigmastream/core'
import type { S3Place } from './place.js'

/** The package of the client, as `import` gives it. */
export type S3Package = typeof S3

/** The package and a client of it. */
export interface Connection {
  readonly s3: S3Package
  readonly client: S3.S3Client
}

const name = '@aws-sdk/client-s3'

/** Loads the client, which is done only where a bucket is used. */
export const loadClient = (): Promise<S3Package> => import('@aws-sdk/client-s3')

/** What is to be said where it cannot be loaded. */
export const loadingFailure = (cause: unknown): Error =>
  codeOf(cause) === 'ERR_MODULE_NOT_FOUND' && messageOf(cause).includes(`'${name}'`)
    ? new Error(`${name} is not installed: npm install ${name}`, { cause })
    : new Error(messageOf(cause), { cause })

const silent = (): void => undefined

/** The client tells of its failures, and is not to print them as well. */
const logger = { trace: silent, debug: silent, info: silent, warn: silent, error: silent }

/** Milliseconds until a server must have answered a call for a connection. */
const connectionTimeout = 10_000
/** Milliseconds that a connection may be silent. */
const socketTimeout = 60_000

/**
 * A client for a place, with the credentials that the environment has: its variables, a profile, the machine's own.
 * Other servers than Amazon's are asked by path, and without the checksums that not all of them know.
 */
export const connect = (s3: S3Package, { endpoint, region }: S3Place): Connection => ({
  s3,
  client: new s3.S3Client({
    logger,
    requestHandler: { connectionTimeout, socketTimeout },
    followRegionRedirects: true,
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined
      ? {}
      : {
          endpoint,
          region: region ?? process.env['AWS_REGION'] ?? 'us-east-1',
          forcePathStyle: true,
          requestChecksumCalculation: 'WHEN_REQUIRED',
          responseChecksumValidation: 'WHEN_REQUIRED',
        }),
  }),
})
