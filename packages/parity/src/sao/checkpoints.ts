import { type Checkpoint, openCheckpoint } from '@sigmastream/model-sao/parts'
import { readTensors } from '@sigmastream/tensor-files'
import { readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { ParityError } from '../errors.js'
import { readIndex } from '../index-file.js'
import type { Report } from '../report.js'
import { autoencoder } from './autoencoder.js'
import { betweenBlocks } from './between-blocks.js'
import { conditioning } from './conditioning.js'
import { flowRuns } from './flow-runs.js'
import { flowWhole } from './flow-whole.js'
import { generateRuns } from './generate-runs.js'
import { type Golden, Index } from './golden.js'
import { modelsIn } from './layouts.js'
import { network } from './network.js'
import { type ComparisonTask, describePartError, type Part, type PartError } from './part.js'
import { schedules } from './schedules.js'
import { text } from './text.js'
import { toldNetwork } from './told-network.js'

const parts: readonly Part[] = [
  text,
  conditioning,
  network,
  toldNetwork,
  betweenBlocks,
  autoencoder,
  schedules,
  flowRuns,
  flowWhole,
  generateRuns,
]

/** The diffusers folders of Stable Audio 3 say nowhere how long prompts are; those of a recording are as it says. */
const withPromptLength = (checkpoint: Checkpoint, { index: { max_length: length } }: Golden): Checkpoint => {
  const { layout, partConfigs } = checkpoint
  const { conditioning: told } = partConfigs
  return layout === 'diffusers' && length !== undefined
    ? {
        ...checkpoint,
        partConfigs: {
          ...partConfigs,
          conditioning: { ...told, prompt: { ...told.prompt, length } },
        },
      }
    : checkpoint
}

const compareModel = (folder: string, golden: Golden): ComparisonTask =>
  pipe(
    openCheckpoint(folder),
    TE.mapLeft((error): PartError => error),
    TE.map((checkpoint) => withPromptLength(checkpoint, golden)),
    TE.flatMap((checkpoint) => TE.traverseSeqArray(({ compare }: Part) => compare(checkpoint, golden))(parts)),
    TE.map(RA.flatten),
  )

/**
 * Every part of the model in `checkpoint/` and in `diffusers/`, whichever are there, against `expected.safetensors`,
 * with the prompts, seconds, guidance, sigmas and tolerances of `expected.json`.
 */
export const compareCheckpoints = (folder: string): TE.TaskEither<ParityError, Report> =>
  pipe(
    TE.Do,
    TE.bindW('index', () => readIndex(`${folder}/expected.json`, Index)),
    TE.bindW('tensors', () => readTensors(`${folder}/expected.safetensors`)),
    TE.bindW('models', () => modelsIn(folder)),
    TE.flatMap(({ index, tensors, models }) =>
      pipe(
        models,
        TE.traverseSeqArray(({ checkpoint, label }) =>
          pipe(
            compareModel(checkpoint, { index, tensors, label }),
            TE.mapLeft(
              (error): ParityError => ({ _tag: 'BadRecording', file: checkpoint, problem: describePartError(error) }),
            ),
          ),
        ),
        TE.map(
          (comparisons): Report => ({
            comparisons: comparisons.flat(),
            unknown: [...tensors.keys()].filter((name) => !parts.some(({ knows }) => knows(name, index))),
          }),
        ),
      ),
    ),
  )
