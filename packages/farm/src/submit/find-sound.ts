import { basename, join } from 'node:path'
import { badRecipe, type RenderError } from '@sigmastream/pipeline'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { FarmStore } from '../store/farm-store.js'
import { type SoundIndex, soundIn } from './sound-index.js'

/** Where the sounds of recipes are looked for. */
export interface SoundPlaces {
  /** Files on this machine. */
  readonly index: SoundIndex
  /** Where sounds are that came with earlier lists. */
  readonly store: Pick<FarmStore, 'fetchSound'>
  /** A folder for what is fetched from there. */
  readonly scratch: string
}

/** A sound as a recipe says it: the SHA-256 of its file, and what that is called. */
export interface WantedSound {
  readonly field: 'input' | 'exemplars'
  readonly hash: string | null | undefined
  readonly name: string | null | undefined
}

const absence = ({ field, hash, name }: WantedSound): RenderError =>
  badRecipe(
    field,
    [
      typeof hash === 'string'
        ? `the recipe is of ${name ?? 'a sound'} with the SHA-256 ${hash}, which is neither among the files nor in the store`
        : typeof name === 'string'
          ? `the recipe is of ${name}, and among the files is not one of that name, or more than one`
          : 'the recipe says no sound, and there is not one file alone',
    ],
    ['give the file with ', { field: 'input' }],
  )

/** A file that is a sound of a recipe, and the name that it has there. */
export interface FoundSound {
  readonly path: string
  readonly name: string
}

/** The sound that a recipe means. Refused: one that is neither among the files nor in the store. */
export const findSound = (
  { index, store, scratch }: SoundPlaces,
  wanted: WantedSound,
): TE.TaskEither<RenderError, FoundSound> => {
  const { hash, name } = wanted
  const here = soundIn(index, hash, name)
  if (here !== null) return TE.right({ path: here, name: basename(name ?? here) })
  if (typeof hash !== 'string') return TE.left(absence(wanted))
  const path = join(scratch, hash)
  return pipe(
    store.fetchSound(hash, path),
    TE.bimap(
      () => absence(wanted),
      () => ({ path, name: basename(name ?? hash) }),
    ),
  )
}
