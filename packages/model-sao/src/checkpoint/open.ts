import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type Folder, namedWeights, readFolder } from '@sigmastream/checkpoint'
import { either as E, readonlyRecord as RR, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { decodeTextConfig } from '../text/config.js'
import type { Checkpoint } from './checkpoint.js'
import { MODEL_INDEX } from './diffusers/model-index.js'
import { surveyDiffusers } from './diffusers/survey.js'
import type { CheckpointError } from './errors.js'
import { decodeModelConfig, isAutoencoderAlone } from './model-config.js'
import { decodePartConfigs } from './part-configs.js'
import type { PartWeights } from './parts.js'
import { type ChosenWeights, isWeights, MODEL_CONFIG, surveySingleFile } from './single-file.js'
import type { Survey } from './survey.js'
import { unreadKeys } from './unread-keys.js'

/**
 * The weights that are meant in a folder of the single-file layout: those named `model`, else the only ones that are
 * there, as fine-tunes come with a name of their own. `SeveralWeights`.
 */
const chosenIn = ({ path, names }: Folder): E.Either<CheckpointError, ChosenWeights> => {
  const found = [...names].filter(isWeights).toSorted()
  const [only, ...others] = found
  if ([...names].some((name) => /^model\.(?:.*safetensors|ckpt$)/.test(name)) || only === undefined)
    return E.right({ _tag: 'Usual' })
  return others.length === 0
    ? E.right({ _tag: 'Named', file: only })
    : E.left({ _tag: 'SeveralWeights', folder: path, found })
}

/**
 * The official repository holds both layouts in one folder: there the single file is taken, if its weights are fetched.
 */
const surveyLayout = (root: Folder): TE.TaskEither<CheckpointError, Survey> => {
  const hasIndex = root.names.has(MODEL_INDEX)
  const hasModel = [...root.names].some((name) => /^model\..*safetensors/.test(name))
  if (root.names.has(MODEL_CONFIG) && (hasModel || !hasIndex))
    return pipe(
      TE.fromEither(chosenIn(root)),
      TE.flatMap((chosen) => surveySingleFile(root, chosen)),
    )
  return hasIndex
    ? surveyDiffusers(root)
    : TE.left({ _tag: 'NoLayout', folder: root.path, found: [...root.names].toSorted() })
}

/** The folder that a file of weights lies in, and the weights. `NoWeights` for a file that holds none. */
const surveyFile = (path: string): TE.TaskEither<CheckpointError, Survey> => {
  const file = basename(path)
  return isWeights(file)
    ? pipe(
        readFolder(dirname(path)),
        TE.flatMap((root) => surveySingleFile(root, { _tag: 'Named', file })),
      )
    : TE.left({ _tag: 'NoWeights', file: path })
}

const isFile =
  (path: string): T.Task<boolean> =>
  () =>
    stat(path).then(
      (found) => found.isFile(),
      () => false,
    )

/**
 * Looks at everything of a checkpoint, reading headers and JSON only; what is missing or broken is so by itself. `path`
 * is its folder, or one of several files of weights in one. `FolderMissing`, `FolderUnreadable`, `NoLayout`,
 * `SeveralWeights`, `NoWeights`.
 */
export const surveyCheckpoint = (path: string): TE.TaskEither<CheckpointError, Survey> =>
  pipe(
    TE.fromTask<boolean, CheckpointError>(isFile(path)),
    TE.flatMap((single) => (single ? surveyFile(path) : pipe(readFolder(path), TE.flatMap(surveyLayout)))),
  )

const checkWhole = ({
  folder,
  layout,
  model,
  modelFile,
  text,
  parts,
  configs,
  tokenizer,
}: Survey): E.Either<CheckpointError, Checkpoint> =>
  pipe(
    E.Do,
    E.bind('json', () => model),
    // Of an autoencoder alone everything else is missing, which is not what is wrong with it.
    E.tap(({ json }) =>
      isAutoencoderAlone(json) ? E.left<CheckpointError>({ _tag: 'AutoencoderAlone', file: modelFile }) : E.right(json),
    ),
    E.bind('found', () => RR.sequence(E.Applicative)(parts)),
    E.bind('configs', () => RR.sequence(E.Applicative)(configs)),
    E.bind('config', ({ json }) => decodeModelConfig(modelFile, json)),
    E.bind('partConfigs', ({ config }) => decodePartConfigs(modelFile, config)),
    E.bindW('textConfig', ({ configs: { [text.config]: json } }) =>
      decodeTextConfig(text.kind, join(folder, text.config), json),
    ),
    E.bind('tokenizer', () => tokenizer),
    E.let('stored', ({ found }) => Object.values(found).flatMap(({ weights }) => weights)),
    E.map(({ json, config, partConfigs, textConfig, found, stored, ...read }) => ({
      unread: layout === 'single file' ? unreadKeys(json) : [],
      folder,
      layout,
      config,
      partConfigs,
      textConfig,
      tokenizer: read.tokenizer,
      weights: namedWeights(stored),
      stored,
      folders: RR.map(({ folder: real }: PartWeights) => real)(found),
      configs: read.configs,
    })),
  )

/**
 * Opens a checkpoint, by its folder or one of several files of weights in it, in either layout, with weights in one
 * file or in shards, of one precision or mixed, behind symbolic links or not. Only headers and JSON are read. Any
 * `CheckpointError` but a `WrongShape` of a weight that is whole, which `weights.get` answers where a graph asks for
 * it.
 */
export const openCheckpoint = (folder: string): TE.TaskEither<CheckpointError, Checkpoint> =>
  pipe(surveyCheckpoint(folder), TE.flatMapEither(checkWhole))
