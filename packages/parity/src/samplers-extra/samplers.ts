import { readTensors, type Tensor } from '@sigmastream/tensor-files'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { ParityError } from '../errors.js'
import { exists } from '../exists.js'
import { readIndex } from '../index-file.js'
import { compareRuns } from '../kdiffusion/compare-runs.js'
import type { Report } from '../report.js'
import { compareRun, isKnown } from './compare-run.js'
import { referenceInputs } from './inputs.js'
import { ReferenceRuns } from './recorded-run.js'

type Tensors = ReadonlyMap<string, Tensor>

/** The tensors of k-diffusion's recording in the folder beside, whose inputs these runs share; none where it is not there. */
const sharedTensors = (folder: string): TE.TaskEither<ParityError, Tensors> => {
  const file = `${folder}/../kdiffusion/samplers.safetensors`
  return pipe(
    TE.fromTask<readonly boolean[], ParityError>(exists([file])),
    TE.flatMap(([there]) => (there === true ? readTensors(file) : TE.right<ParityError, Tensors>(new Map()))),
  )
}

/**
 * Every run of `samplers.json` of other samplers than k-diffusion's, on the model, start and noise of `kdiffusion/`
 * beside it, against its recorded output, the x that it reports, its draws and its calls.
 */
export const compareOtherSamplers = (folder: string): TE.TaskEither<ParityError, Report> => {
  const file = `${folder}/samplers.safetensors`
  return pipe(
    TE.Do,
    TE.bindW('index', () => readIndex(`${folder}/samplers.json`, ReferenceRuns)),
    TE.bindW('shared', () => sharedTensors(folder)),
    TE.bindW('own', () => readTensors(file)),
    TE.flatMap(({ index: { runs }, shared, own }) =>
      compareRuns(
        { file, runs, tensors: new Map([...shared, ...own]) },
        { inputs: referenceInputs, isKnown, compare: compareRun },
      ),
    ),
  )
}
