import { basename } from 'node:path'
import { badRecipe, type RenderError } from '@sigmastream/pipeline'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { describeStoreError } from '../store/describe.js'
import { contentOf } from '../store/farm/hash-file.js'

/** A file of sound on this machine. */
interface SoundFile {
  readonly path: string
  readonly hash: string
}

/** Files of sound by what is in them. */
export type SoundIndex = readonly SoundFile[]

const hashOf = (path: string): TE.TaskEither<RenderError, SoundFile> =>
  pipe(
    contentOf(path),
    TE.bimap(
      (error): RenderError => badRecipe('input', [{ field: 'input' }, `: ${describeStoreError(error)}`]),
      ({ hash }) => ({ path, hash }),
    ),
  )

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
