import { type HubOptions, pullFiles } from '@sigmastream/hub'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { HubError } from './hub-error.js'
import { type Licence, licencesOf } from './licences.js'
import { modelPath } from './needed-files.js'
import { isTextHere } from './needed-text.js'
import { pullText } from './pull-text.js'
import { checkpointSelection } from './selection.js'
import { snapshotConfig, snapshotKind } from './snapshot-config.js'
import { textNeedOf } from './text-need.js'

/** A checkpoint on this disk. */
export interface Snapshot {
  /** Its folder. */
  readonly snapshot: string
  /** What `openCheckpoint` opens: the folder, or the weights in it that were asked for by their name. */
  readonly model: string
  /** The commit that it is of. */
  readonly commit: string
  /** On what terms it is given. */
  readonly licences: readonly Licence[]
}

/** What to pull, such as `stabilityai/stable-audio-open-1.0`, and by what means. */
export interface PullOptions extends HubOptions {
  /**
   * The weights that are wanted where a repository holds several, by their name without its ending, such as
   * `base_model`; the model's own where there is none.
   */
  readonly weights?: string | undefined
}

/**
 * Makes a checkpoint of the Hugging Face hub available on this disk: the files that are needed of it, in the hub's own
 * cache, which Python's library shares. T5, where the model is told text by it and the repository has none, comes from
 * its own. What is there is not fetched again, a download that stopped goes on, every file is checked against the hash
 * that the hub lists, and a whole snapshot is found without a network. Any `HubError`.
 */
export const pull = (options: PullOptions): TE.TaskEither<HubError, Snapshot> => {
  const { repository, weights } = options
  return pipe(
    pullFiles(checkpointSelection(repository, weights), options),
    TE.map(({ folder, commit, files }) => ({ folder, commit, paths: new Set(files) })),
    TE.bind('config', ({ folder, paths }) => TE.fromTask(snapshotConfig(folder, paths, weights))),
    TE.tap(
      ({ folder, paths, config }): TE.TaskEither<HubError, void> =>
        isTextHere(paths, textNeedOf(config)) ? TE.right(undefined) : pullText(options, folder),
    ),
    TE.bind('kind', ({ folder, paths, config }) => TE.fromTask(snapshotKind(folder, paths, config))),
    TE.map(({ folder, commit, paths, kind }) => ({
      snapshot: folder,
      commit,
      model: modelPath(folder, paths, weights),
      licences: licencesOf(kind, [...paths]),
    })),
  )
}
