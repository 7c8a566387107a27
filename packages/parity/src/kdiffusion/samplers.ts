import { readTensors } from '@sigmastream/tensor-files'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { ParityError } from '../errors.js'
import { readIndex } from '../index-file.js'
import type { Report } from '../report.js'
import { compareRun, isKnown } from './compare-run.js'
import { compareRuns } from './compare-runs.js'
import { RecordedRuns } from './recorded-run.js'
import { sharedInputs } from './shared-inputs.js'

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
      compareRuns({ file, runs, tensors }, { inputs: sharedInputs, isKnown, compare: compareRun }),
    ),
  )
}
