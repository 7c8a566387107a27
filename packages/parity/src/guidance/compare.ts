import { describeSampleError } from '@sigmastream/core'
import { readTensors } from '@sigmastream/tensor-files'
import { readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { compare } from '../comparison.js'
import type { ParityError } from '../errors.js'
import { readIndex } from '../index-file.js'
import type { Report } from '../report.js'
import { makerOf } from './answers.js'
import { guidanceInputs } from './inputs.js'
import { RecordedGuidances } from './recorded-guidance.js'

/** Every result of `guidance.json` that is known here, made again by our guidance from the recorded branches. */
export const compareGuidance = (folder: string): TE.TaskEither<ParityError, Report> => {
  const file = `${folder}/guidance.safetensors`
  return pipe(
    TE.Do,
    TE.bindW('index', () => readIndex(`${folder}/guidance.json`, RecordedGuidances)),
    TE.bindW('tensors', () => readTensors(file)),
    TE.bindW('inputs', ({ tensors }) =>
      pipe(
        TE.fromEither(guidanceInputs(tensors)),
        TE.mapLeft((refused): ParityError => ({ _tag: 'BadRecording', file, problem: describeSampleError(refused) })),
      ),
    ),
    TE.flatMap(({ index, tensors, inputs }) => {
      const all = Object.entries(index)
      return pipe(
        all,
        TE.traverseSeqArray(([name, recorded]) => {
          const [make, expected] = [makerOf(name), tensors.get(name)]
          if (make === null) return TE.right([])
          return expected === undefined
            ? TE.left<ParityError, never>({ _tag: 'BadRecording', file, problem: `${name} is missing` })
            : pipe(
                TE.tryCatch(
                  () => make(recorded, inputs),
                  (cause): ParityError => ({ _tag: 'BadRecording', file, problem: `${name}: ${String(cause)}` }),
                ),
                TE.map((made) => [
                  compare(
                    name,
                    made.flatMap(({ data }) => [...data]),
                    expected.data,
                    { bound: recorded.tolerance, measure: 'of largest' },
                  ),
                ]),
              )
        }),
        TE.map((comparisons) => ({
          comparisons: RA.flatten(comparisons),
          unknown: all.filter(([name]) => makerOf(name) === null).map(([name]) => name),
        })),
      )
    }),
  )
}
