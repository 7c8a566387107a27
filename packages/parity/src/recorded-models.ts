import { basename, dirname, resolve } from 'node:path'
import { readTensors } from '@sigmastream/tensor-files'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { ParityError } from './errors.js'
import type { Report } from './report.js'
import { compareCheckpoints } from './sao/checkpoints.js'

/** A model that is not known here, and what the names of its recorded outputs have that no other's do. */
const strangers: readonly (readonly [model: string, names: RegExp])[] = [['Stable Audio 3', /^t5gemma\./]]

/** The folder and the one that it lies in: `tiny-sa3/small`. */
const labelOf = (folder: string): string => {
  const path = resolve(folder)
  return `${basename(dirname(path))}/${basename(path)}`
}

/** The recorded outputs of a model, whichever it is; one that is not known here is named. */
export const compareRecordedModels = (folder: string): TE.TaskEither<ParityError, Report> =>
  pipe(
    readTensors(`${folder}/expected.safetensors`),
    TE.map((tensors) => strangers.find(([, names]) => [...tensors.keys()].some((name) => names.test(name)))),
    TE.flatMap((stranger) =>
      stranger === undefined
        ? compareCheckpoints(folder)
        : TE.right({ comparisons: [], unknown: [`${labelOf(folder)} (${stranger[0]})`] }),
    ),
  )
