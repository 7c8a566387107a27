import { badRecipe, type Clip, type Material, openMaterial, type RenderError, readClip } from '@sigmastream/pipeline'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { FoundSound } from './find-sound.js'

const withName =
  (name: string) =>
  <A extends Clip | Material>(clip: A): A => ({ ...clip, name })

const checkHeard = <A extends Clip | Material>(clip: A): E.Either<RenderError, A> =>
  clip._tag === 'Latents'
    ? E.left(badRecipe('clip', [`${clip.name} holds latents, and a farm works on sound`], ['decode them first']))
    : E.right(clip)

/** Opens a sound under the name that its recipe has for it. Refused: latents, and whatever is wrong with the file. */
export const openHeard = ({ path, name }: FoundSound): TE.TaskEither<RenderError, Material> =>
  pipe(openMaterial(path), TE.map(withName(name)), TE.flatMapEither(checkHeard))

/** The same, all of it read. */
export const readHeard = ({ path, name }: FoundSound): TE.TaskEither<RenderError, Clip> =>
  pipe(readClip(path), TE.map(withName(name)), TE.flatMapEither(checkHeard))
