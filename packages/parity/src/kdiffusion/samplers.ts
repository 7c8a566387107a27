import { describeSampleError } from '@sigmastream/core'
import { readTensors, type Tensor } from '@sigmastream/tensor-files'
import { readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Comparison } from '../comparison.js'
import type { ParityError } from '../errors.js'
import { readIndex } from '../index-file.js'
import type { Report } from '../report.js'
import { compareRun, isKnown } from './compare-run.js'
import { RecordedRuns } from './recorded-run.js'
import { type SharedInputs, sharedInputs } from './shared-inputs.js'

const comparisonsOf = (
  runs: RecordedRuns['runs'],
  tensors: ReadonlyMap<string, Tensor>,
  inputs: SharedInputs,
): TE.TaskEither<string, readonly Comparison[]> =>
  pipe(
    Object.entries(runs).filter(([, run]) => isKnown(run)),
    TE.traverseSeqArray(([name, run]) => {
      const out = tensors.get(`${name}.out`)
      return out === undefined
        ? TE.left(`${name}.out is missing`)
        : pipe(
            compareRun(name, run, inputs, out, tensors.get(`${name}.x_at_callback`)),
            TE.mapLeft((problem) => `${name}: ${problem}`),
          )
    }),
    TE.map(RA.flatten),
  )

/**
 * Every run of `samplers.json`, on the noise of `samplers.safetensors`, against its recorded output and the x it
 * reports.
 */
export const compareSamplers = (folder: string): TE.TaskEither<ParityError, Report> => {
  const file = `${folder}/samplers.safetensors`
  return pipe(
    TE.Do,
    TE.bindW('index', () => readIndex(`${folder}/samplers.json`, RecordedRuns)),
    TE.bindW('tensors', () => readTensors(file)),
    TE.flatMap(({ index: { runs }, tensors }) =>
      pipe(
        TE.fromEither(sharedInputs(tensors)),
        TE.mapLeft(describeSampleError),
        TE.flatMap((inputs) => comparisonsOf(runs, tensors, inputs)),
        TE.bimap(
          (problem): ParityError => ({ _tag: 'BadRecording', file, problem }),
          (comparisons) => ({
            comparisons,
            unknown: Object.entries(runs)
              .filter(([, run]) => !isKnown(run))
              .map(([name]) => name),
          }),
        ),
      ),
    ),
  )
}
