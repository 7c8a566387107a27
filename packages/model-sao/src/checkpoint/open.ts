import { join } from 'node:path'
import { either as E, readonlyRecord as RR, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { decodeT5Config } from '../text/t5-config.js'
import type { Checkpoint } from './checkpoint.js'
import { MODEL_INDEX, surveyDiffusers } from './diffusers/survey.js'
import type { CheckpointError } from './errors.js'
import { type Folder, readFolder } from './folder.js'
import { decodeModelConfig } from './model-config.js'
import { namedWeights } from './named-weights.js'
import { decodePartConfigs } from './part-configs.js'
import type { PartWeights } from './parts.js'
import { MODEL_CONFIG, surveySingleFile } from './single-file.js'
import { type Survey, TEXT_CONFIG } from './survey.js'

/**
 * The official repository holds both layouts in one folder: there the single file is taken, if its weights are fetched.
 */
const surveyLayout = (root: Folder): TE.TaskEither<CheckpointError, Survey> => {
  const hasIndex = root.names.has(MODEL_INDEX)
  const hasModel = [...root.names].some((name) => /^model\..*safetensors/.test(name))
  if (root.names.has(MODEL_CONFIG) && (hasModel || !hasIndex)) return surveySingleFile(root)
  return hasIndex
    ? surveyDiffusers(root)
    : TE.left({ _tag: 'NoLayout', folder: root.path, found: [...root.names].toSorted() })
}

/**
 * Looks at everything in the folder of a checkpoint, reading headers and JSON only; what is missing or broken is so by
 * itself. `FolderMissing`, `FolderUnreadable`, `NoLayout`.
 */
export const surveyCheckpoint = (folder: string): TE.TaskEither<CheckpointError, Survey> =>
  pipe(readFolder(folder), TE.flatMap(surveyLayout))

const checkWhole = ({
  folder,
  layout,
  model,
  modelFile,
  parts,
  configs,
  tokenizer,
}: Survey): E.Either<CheckpointError, Checkpoint> =>
  pipe(
    E.Do,
    E.bind('json', () => model),
    E.bind('found', () => RR.sequence(E.Applicative)(parts)),
    E.bind('configs', () => RR.sequence(E.Applicative)(configs)),
    E.bind('config', ({ json }) => decodeModelConfig(modelFile, json)),
    E.bind('partConfigs', ({ config }) => decodePartConfigs(modelFile, config)),
    E.bindW('textConfig', ({ configs: { [TEXT_CONFIG]: text } }) => decodeT5Config(join(folder, TEXT_CONFIG), text)),
    E.bind('tokenizer', () => tokenizer),
    E.let('stored', ({ found }) => Object.values(found).flatMap(({ weights }) => weights)),
    E.map(({ config, partConfigs, textConfig, found, stored, ...read }) => ({
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
 * Opens the folder of a checkpoint in either layout, with weights in one file or in shards, of one precision or mixed,
 * behind symbolic links or not. Only headers and JSON are read. Any `CheckpointError` but a `WrongShape` of a weight
 * that is whole, which `weights.get` answers where a graph asks for it.
 */
export const openCheckpoint = (folder: string): TE.TaskEither<CheckpointError, Checkpoint> =>
  pipe(surveyCheckpoint(folder), TE.flatMapEither(checkWhole))
