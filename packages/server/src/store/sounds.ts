import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { NamedFile } from '@sigmastream/render-thread'
import { type Fault, fault, type SoundFacts } from '@sigmastream/render-thread/wire'
import {
  fileOfBytes,
  forgetTemporary,
  makeFolder,
  type NewFile,
  replaceFiles,
  temporaryBeside,
} from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { Sound } from '../api/sound.js'
import { readJson } from './json-file.js'
import { fromDisk, receive } from './upload.js'

/** A sound, and whether it came now. */
export interface AddedSound {
  readonly sound: Sound
  readonly isNew: boolean
}

/** The sounds of a server, each by the SHA-256 of its bytes. */
export interface SoundStore {
  readonly get: (id: string) => Sound | undefined
  readonly all: () => readonly Sound[]
  readonly path: (id: string) => string
  /** Takes in a sound that comes as a stream. Errors: too large, empty, no sound, what the disk fails at. */
  readonly add: (
    body: ReadableStream<Uint8Array> | null,
    name: string,
    most: number,
  ) => Promise<E.Either<Fault, AddedSound>>
  readonly remove: (id: string) => Promise<void>
}

/** Looks into a file of sound. */
export type Inspect = (file: NamedFile) => Promise<E.Either<Fault, SoundFacts>>

const movedFrom = (from: string, path: string): NewFile => ({
  path,
  make: async (temporary) => E.right(await rename(from, temporary)),
})

/** Opens the sounds in a folder, which is made where it is not there. */
export const openSounds = async (folder: string, inspect: Inspect): Promise<SoundStore> => {
  await makeFolder(folder)
  const known = new Map<string, Sound>()
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.json')) continue
    const sound = await readJson(join(folder, name), Sound)()
    if (E.isRight(sound)) known.set(sound.right.id, sound.right)
  }
  const path = (id: string): string => join(folder, id)

  const keep = async (arrived: string, sound: Sound): Promise<E.Either<Fault, AddedSound>> => {
    const note = fileOfBytes(
      `${path(sound.id)}.json`,
      new TextEncoder().encode(`${JSON.stringify(Sound.encode(sound))}\n`),
    )
    const placed = await replaceFiles([movedFrom(arrived, path(sound.id)), note], fromDisk)()
    if (E.isLeft(placed)) return placed
    const isNew = !known.has(sound.id) // another may have come with it at once
    known.set(sound.id, sound)
    return E.right({ sound, isNew })
  }

  return {
    get: (id) => known.get(id),
    all: () => [...known.values()],
    path,
    add: async (body, name, most) => {
      const arrived = temporaryBeside(path('new'))
      try {
        const came = await receive(body, arrived, most)
        if (E.isLeft(came)) return came
        const { bytes, hash } = came.right
        if (bytes === 0) return E.left(fault('empty', 'the body is empty', 'send the bytes of a file of sound'))
        const there = known.get(hash)
        if (there !== undefined) return E.right({ sound: there, isNew: false })
        const facts = await inspect({ path: arrived, name })
        return E.isLeft(facts) ? facts : await keep(arrived, { id: hash, name, bytes, ...facts.right })
      } finally {
        await rm(arrived, { force: true })
        forgetTemporary(arrived)
      }
    },
    remove: async (id) => {
      known.delete(id)
      await rm(`${path(id)}.json`, { force: true })
      await rm(path(id), { force: true })
    },
  }
}
