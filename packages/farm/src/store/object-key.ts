import { taskEither as TE } from 'fp-ts'
import type { StoreError } from './error.js'
import type { ObjectStore } from './object-store.js'

/** A name in a key: a file system takes as many characters, and what begins with a dot is a file that is under way. */
const part = /^[a-z0-9_-][a-z0-9._-]{0,199}$/

/** Whether a text may be a part of a key. */
export const isKeyPart = (text: string): boolean => part.test(text)

/** Whether a text may be a key. */
export const isKey = (text: string): boolean => text.split('/').every(isKeyPart)

const isPrefix = (text: string): boolean => text.endsWith('/') && isKey(text.slice(0, -1))

/** The store behind a gate that lets no other keys through than an object may have: no path leads out of a folder. */
export const withCheckedKeys = (store: ObjectStore): ObjectStore => {
  const unlessBad = <A>(isGood: boolean, key: string, then: TE.TaskEither<StoreError, A>) =>
    isGood ? then : TE.left<StoreError, A>({ _tag: 'BadKey', store: store.name, key })
  return {
    name: store.name,
    has: (key) => unlessBad(isKey(key), key, store.has(key)),
    put: (key, file) => unlessBad(isKey(key), key, store.put(key, file)),
    putIfAbsent: (key, file) => unlessBad(isKey(key), key, store.putIfAbsent(key, file)),
    get: (key, file) => unlessBad(isKey(key), key, store.get(key, file)),
    list: (prefix) => unlessBad(isPrefix(prefix), prefix, store.list(prefix)),
    remove: (key) => unlessBad(isKey(key), key, store.remove(key)),
  }
}
