import { readFile, writeFile } from 'node:fs/promises'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { StoreError } from '../../src/store/error.js'
import { fromLocalDisk } from '../../src/store/folder/disk-error.js'
import { withCheckedKeys } from '../../src/store/object-key.js'
import type { ObjectStore } from '../../src/store/object-store.js'

/** Objects in a map, a character a byte: the oracle of the stores, and what a farm's own laws are tried on. */
export const memoryStore = (objects: Map<string, string>): ObjectStore => {
  const local = <A>(file: string, use: () => Promise<A>): TE.TaskEither<StoreError, A> =>
    TE.tryCatch(use, (cause) => fromLocalDisk(file, cause))
  const read = (file: string) => local(file, () => readFile(file, 'latin1'))
  return withCheckedKeys({
    name: 'memory',
    has: (key) => TE.rightIO(() => objects.has(key)),
    put: (key, file) =>
      pipe(
        read(file),
        TE.map((text) => void objects.set(key, text)),
      ),
    putIfAbsent: (key, file) =>
      pipe(
        read(file),
        TE.map((text) => {
          if (objects.has(key)) return false
          objects.set(key, text)
          return true
        }),
      ),
    get: (key, file) =>
      local(file, async () => {
        const text = objects.get(key)
        if (text !== undefined) await writeFile(file, text, 'latin1')
        return text !== undefined
      }),
    list: (prefix) => TE.rightIO(() => [...objects.keys()].filter((key) => key.startsWith(prefix)).toSorted()),
    remove: (key) => TE.rightIO(() => void objects.delete(key)),
  })
}

/** A store each of whose calls goes through `gate`, which has what the call would do. */
export const gated = (
  store: ObjectStore,
  gate: <A>(call: TE.TaskEither<StoreError, A>) => TE.TaskEither<StoreError, A>,
): ObjectStore => ({
  name: store.name,
  has: (key) => gate(store.has(key)),
  put: (key, file) => gate(store.put(key, file)),
  putIfAbsent: (key, file) => gate(store.putIfAbsent(key, file)),
  get: (key, file) => gate(store.get(key, file)),
  list: (prefix) => gate(store.list(prefix)),
  remove: (key) => gate(store.remove(key)),
})

/** A store that is cut off after so many calls, from the middle of the next on: that one is done, or is not, and unheard. */
export const cutOff = (store: ObjectStore, after: number, isLastDone: boolean): ObjectStore => {
  let calls = 0
  const gone = E.left<StoreError>({ _tag: 'StoreUnreachable', store: store.name, message: 'cut off' })
  return gated(store, (call) => async () => {
    calls++
    if (calls <= after) return call()
    if (calls === after + 1 && isLastDone) await call()
    return gone
  })
}
