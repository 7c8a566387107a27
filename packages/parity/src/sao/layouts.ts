import { basename, resolve } from 'node:path'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { ParityError } from '../errors.js'
import { exists } from '../exists.js'

/** The folders that hold a recorded model, in either layout. */
const layouts = ['checkpoint', 'diffusers'] as const

/** A model beside a recording: its folder, and what comparisons with it are called. */
export interface RecordedModel {
  readonly checkpoint: string
  readonly label: string
}

/** The models in the folder of a recording. `BadRecording` where there is none. */
export const modelsIn = (folder: string): TE.TaskEither<ParityError, readonly RecordedModel[]> =>
  pipe(
    TE.fromTask<readonly boolean[], ParityError>(exists(layouts.map((layout) => `${folder}/${layout}`))),
    TE.map((there) =>
      layouts
        .filter((_, i) => there[i])
        .map((layout) => ({ checkpoint: `${folder}/${layout}`, label: `${basename(resolve(folder))}/${layout}` })),
    ),
    TE.filterOrElse(
      (found) => found.length > 0,
      (): ParityError => ({
        _tag: 'BadRecording',
        file: folder,
        problem: 'has no model: there must be checkpoint/, diffusers/ or both',
      }),
    ),
  )
