import type { FarmError, ResultNote } from '@sigmastream/farm'
import { filesOf, nameOfResult, type WorkThread } from '@sigmastream/render-thread'
import { type Fault, type PreparedRender, type ResultFile, SoundFacts } from '@sigmastream/render-thread/wire'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { placeRecipe, type Shelf } from '../material-of.js'
import type { FarmSettings } from './farm-settings.js'

/** Fetches the file of a result into the folder of its render. Errors: the store's. */
export const fetchResult = (
  { farm: { store } }: Pick<FarmSettings, 'farm'>,
  note: ResultNote,
  folder: string,
): TE.TaskEither<FarmError, void> => store.fetchResult(note, filesOf(folder).result('wav'))

/** Says what the fetched file of a result is, and draws its picture; one that cannot be drawn is none. Errors: it is no sound. */
export const lookIntoResult = (
  { whole }: Pick<PreparedRender, 'whole'>,
  { bytes }: Pick<ResultNote, 'bytes'>,
  folder: string,
  shelf: Shelf,
  errands: Pick<WorkThread, 'run'>,
): TE.TaskEither<Fault, ResultFile> => {
  const name = nameOfResult(whole, 'wav')
  const draw: TE.TaskEither<Fault, null> = pipe(
    TE.fromEither(placeRecipe(shelf, whole)),
    TE.flatMap(
      ({ recipe, material }) =>
        () =>
          errands.run({ _tag: 'Draw', recipe, material, folder }, t.null),
    ),
    TE.orElse(() => TE.right<Fault, null>(null)),
  )
  return pipe(
    () => errands.run({ _tag: 'Inspect', file: { path: filesOf(folder).result('wav'), name } }, SoundFacts),
    TE.map(
      ({ seconds, sampleRate, channels }): ResultFile => ({
        name,
        bytes,
        seconds,
        sampleRate,
        channels,
        format: 'wav',
      }),
    ),
    TE.tap(() => draw),
  )
}
