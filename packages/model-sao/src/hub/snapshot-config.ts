import { join } from 'node:path'
import { either as E, type task as T } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { readJson } from '../checkpoint/json-file.js'
import { configName } from './needed-files.js'

/**
 * The JSON of the configuration that a snapshot has for its weights, or for those of the name `named`; `undefined` where
 * it has none, or one that cannot be read: whoever opens the checkpoint is told why.
 */
export const snapshotConfig =
  (snapshot: string, paths: ReadonlySet<string>, named: string | undefined): T.Task<unknown> =>
  async () => {
    const name = configName(paths, named)
    return paths.has(name)
      ? pipe(
          await readJson(join(snapshot, name))(),
          E.getOrElse((): unknown => undefined),
        )
      : undefined
  }
