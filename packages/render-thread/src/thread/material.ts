import {
  type Clip,
  exemplar,
  type Model,
  type Material as OpenMaterial,
  openMaterial,
  type RenderError,
  readClip,
  stableAudio,
} from '@sigmastream/pipeline'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { LoadModel } from './loaded-model.js'
import type { Material, NamedFile } from './protocol.js'

/** What a recipe works on, open, and the model that serves it. */
export interface Source {
  readonly clip: OpenMaterial | null
  readonly model: Model
}

const withName =
  ({ name }: NamedFile) =>
  <A extends Clip | OpenMaterial>(clip: A): A => ({ ...clip, name })

/**
 * Opens the files of a recipe under the names that they were given; `load` loads its model. Errors: whatever is wrong with
 * the files.
 */
export const openSource = (
  { input, exemplars, model, memory }: Material,
  load: LoadModel,
): TE.TaskEither<RenderError, Source> =>
  pipe(
    TE.Do,
    TE.bind('clips', () =>
      TE.traverseSeqArray((file: NamedFile) => pipe(readClip(file.path), TE.map(withName(file))))(exemplars),
    ),
    TE.bind('clip', () => (input === null ? TE.right(null) : pipe(openMaterial(input.path), TE.map(withName(input))))),
    TE.map(({ clip, clips }) => ({
      clip,
      model: model === null ? exemplar(clips) : stableAudio(model, { free: memory, load }),
    })),
  )
