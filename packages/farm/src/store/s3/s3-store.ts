import type { ObjectStore } from '../object-store.js'
import { bucketStore } from './bucket-store.js'
import { loadClient } from './client.js'
import type { S3Place } from './place.js'

/**
 * Objects in a bucket of Amazon's S3, or of any server that speaks it and knows conditional puts. It needs the package
 * `@aws-sdk/client-s3`, and takes credentials where that looks for them. An object has at most 5 GiB; those above 8 MiB
 * are streamed, all at once, not in parts.
 *
 * Errors: `StoreFull` where there is no room or no quota left, `StoreDenied` where rights or credentials fail, or the
 * server lets two in where one may be; `StoreUnreachable` where there is no bucket, no network or no client; `BadKey`,
 * `LocalFileFailed`.
 */
export const s3Store = (place: S3Place): ObjectStore => bucketStore(loadClient, place)
