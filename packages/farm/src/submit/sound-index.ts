import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { messageOf } from '@sigmastream/core'
import { badRecipe, type RenderError } from '@sigmastream/pipeline'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/** A file of sound on this machine. */
interface SoundFile {
  readonly path: string
  readonly hash: string
}

/** Files of sound by what is in them. */
export type SoundIndex = readonly SoundFile[]

const hashOf = (path: string): TE.TaskEither<RenderError, SoundFile> => {
  const hash = createHash('sha256')
  return pipe(
    TE.tryCatch(
      () => pipeline(createReadStream(path), hash),
      (cause): RenderError =>
        badRecipe('input', [`${path} cannot be read (${messageOf(cause)})`], ['give files of sound that can']),
    ),
    TE.map(() => ({ path, hash: hash.digest('hex') })),
  )
}

/** Looks into files of sound. Refused: one that cannot be read. */
export const indexSounds = (paths: readonly string[]): TE.TaskEither<RenderError, SoundIndex> =>
  TE.traverseSeqArray(hashOf)(paths)

/**
 * The file that a recipe means: the one of its hash, or where it says none the only one of its name, or where it says no name
 * either the only one there is; `null` where that is none.
 */
export const soundIn = (
  index: SoundIndex,
  hash: string | null | undefined,
  name: string | null | undefined,
): string | null => {
  if (typeof hash === 'string') return index.find((file) => file.hash === hash)?.path ?? null
  const meant = typeof name === 'string' ? index.filter(({ path }) => basename(path) === basename(name)) : index
  const [only, another] = [...new Map(meant.map((file) => [file.hash, file])).values()]
  return another === undefined ? (only?.path ?? null) : null
}
