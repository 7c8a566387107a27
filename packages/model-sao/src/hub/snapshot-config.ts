import { join } from 'node:path'
import { readJson } from '@sigmastream/checkpoint'
import { either as E, task as T } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { isStableAudio3, MODEL_INDEX } from '../checkpoint/diffusers/model-index.js'
import { kindOf, type ModelKind } from '../checkpoint/kind.js'
import { configName } from './needed-files.js'

const jsonIn =
  (snapshot: string, paths: ReadonlySet<string>, name: string): T.Task<unknown> =>
  async () =>
    paths.has(name)
      ? pipe(
          await readJson(join(snapshot, name))(),
          E.getOrElse((): unknown => undefined),
        )
      : undefined

/**
 * The JSON of the configuration that a snapshot has for its weights, or for those of the name `named`; `undefined` where
 * it has none, or one that cannot be read: whoever opens the checkpoint is told why.
 */
export const snapshotConfig = (
  snapshot: string,
  paths: ReadonlySet<string>,
  named: string | undefined,
): T.Task<unknown> => jsonIn(snapshot, paths, configName(paths, named))

/**
 * What a snapshot is of: as its configuration `config` says, and in the diffusers folders, which have none, its
 * `model_index.json`. That one says the family only: a base model is not told from the trained one.
 */
export const snapshotKind = (snapshot: string, paths: ReadonlySet<string>, config: unknown): T.Task<ModelKind> =>
  config === undefined
    ? pipe(
        jsonIn(snapshot, paths, MODEL_INDEX),
        T.map((index) => (isStableAudio3(index) ? 'Stable Audio 3' : 'Stable Audio Open')),
      )
    : T.of(kindOf(config))
