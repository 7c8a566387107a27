import { either as E, type taskEither as TE } from 'fp-ts'
import type { StoreError } from '../error.js'
import { isKey, withCheckedKeys } from '../object-key.js'
import type { ObjectStore } from '../object-store.js'
import { type Connection, connect, loadingFailure, type S3Package } from './client.js'
import { fromS3 } from './fault.js'
import { fetchFile, isThere } from './fetch.js'
import { nameOfPlace, type S3Object, type S3Place } from './place.js'
import { sendFile, sendIfAbsent } from './send.js'

/** Thrown where a server lets a second object in under a condition that forbids it. */
class NoConditions extends Error {
  override readonly name = 'AccessDenied'
  constructor() {
    super('the server knows no conditions (If-None-Match), by which of two writers at once one alone is let in')
  }
}

/** Objects in a bucket, asked with the client that `load` gives when it is first needed. */
export const bucketStore = (load: () => Promise<S3Package>, place: S3Place): ObjectStore => {
  const root = place.prefix === '' ? '' : `${place.prefix}/`
  const objectAt = (key: string): S3Object => ({ Bucket: place.bucket, Key: root + key })
  const failed = (cause: unknown): StoreError => fromS3(place, cause)

  let opened: Promise<Connection> | undefined
  const connection = (): Promise<Connection> => {
    opened ??= load().then(
      (s3) => connect(s3, place),
      (cause: unknown) => Promise.reject(loadingFailure(cause)),
    )
    return opened
  }

  const ask =
    <A>(use: (connection: Connection) => Promise<E.Either<StoreError, A>>): TE.TaskEither<StoreError, A> =>
    async () => {
      try {
        return await use(await connection())
      } catch (cause) {
        return E.left(failed(cause))
      }
    }

  let knowsConditions = false
  /** The first object that is let in is sent again, and must not be. */
  const checkConditions = async (to: Connection, object: S3Object, file: string): Promise<void> => {
    if (knowsConditions) return
    const again = await sendIfAbsent(to, object, file)
    if (E.isRight(again) && again.right) throw new NoConditions()
    knowsConditions = true
  }

  return withCheckedKeys({
    name: nameOfPlace(place),
    has: (key) => ask(async (to) => E.right(await isThere(to, objectAt(key)))),
    put: (key, file) => ask(async (to) => E.asUnit(await sendFile(to, objectAt(key), file))),
    putIfAbsent: (key, file) =>
      ask(async (to) => {
        const isIn = await sendIfAbsent(to, objectAt(key), file)
        if (E.isRight(isIn) && isIn.right) await checkConditions(to, objectAt(key), file)
        return isIn
      }),
    get: (key, file) => ask((from) => fetchFile(from, objectAt(key), file, failed)),
    list: (prefix) =>
      ask(async ({ s3, client }) => {
        const keys: string[] = []
        const pages = s3.paginateListObjectsV2({ client }, { Bucket: place.bucket, Prefix: root + prefix })
        for await (const { Contents: objects = [] } of pages)
          for (const { Key: key } of objects) if (key !== undefined) keys.push(key.slice(root.length))
        return E.right(keys.filter(isKey).toSorted())
      }),
    remove: (key) =>
      ask(async ({ s3, client }) => {
        await client.send(new s3.DeleteObjectCommand(objectAt(key)))
        return E.right(undefined)
      }),
  })
}
