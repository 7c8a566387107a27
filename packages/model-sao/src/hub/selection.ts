import type { Selection } from '@sigmastream/hub'
import { decodeJson } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { NoCheckpoint } from './hub-error.js'
import { configName, neededFiles } from './needed-files.js'
import { type TextNeed, textNeedOf } from './text-need.js'

/** The JSON of a file; `undefined` where there is none, or none that can be read: whoever opens the checkpoint is told why. */
const jsonOf = (bytes: Uint8Array | undefined): unknown =>
  bytes === undefined ? undefined : E.getOrElse((): unknown => undefined)(decodeJson(bytes))

/**
 * The files of a repository that a checkpoint is made of, or the weights `named` in it: its configuration is read first,
 * for it says what the model is told text by.
 */
export const checkpointSelection = (repository: string, named: string | undefined): Selection<NoCheckpoint> => {
  const needed = (paths: ReadonlySet<string>, need: TextNeed): E.Either<NoCheckpoint, readonly string[]> =>
    pipe(
      neededFiles(paths, named, need),
      E.mapLeft((lack): NoCheckpoint => ({ _tag: 'NoCheckpoint', repository, ...lack })),
    )
  return {
    // Where there is no model whatever it is told text by, nothing is fetched.
    readFirst: (paths) =>
      pipe(
        needed(paths, { _tag: 'Nothing' }),
        E.map(() => [configName(paths, named)]),
      ),
    select: (paths, contents) => needed(paths, textNeedOf(jsonOf(contents.get(configName(paths, named))))),
  }
}
