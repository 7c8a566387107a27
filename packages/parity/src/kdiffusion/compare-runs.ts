import { describeSampleError, type Refused } from '@sigmastream/core'
import type { Tensor } from '@sigmastream/tensor-files'
import { type either as E, readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Comparison } from '../comparison.js'
import type { ParityError } from '../errors.js'
import type { Report } from '../report.js'

/**
 * How runs of one form are compared: what they share, which are known here, and one of them with its output and, where
 * the reference tells it, the x of each step.
 */
export interface RunForm<Run, Inputs> {
  readonly inputs: (tensors: ReadonlyMap<string, Tensor>) => E.Either<Refused, Inputs>
  readonly isKnown: (run: Run) => boolean
  readonly compare: (
    name: string,
    run: Run,
    inputs: Inputs,
    out: Tensor,
    callback: Tensor | undefined,
  ) => TE.TaskEither<string, readonly Comparison[]>
}

/** The runs of an index, and the tensors of its file. */
export interface Recording<Run> {
  readonly file: string
  readonly runs: Readonly<Record<string, Run>>
  readonly tensors: ReadonlyMap<string, Tensor>
}

/** Every known run of a recording. `BadRecording` where one cannot be made of it. */
export const compareRuns = <Run, Inputs>(
  { file, runs, tensors }: Recording<Run>,
  { inputs, isKnown, compare }: RunForm<Run, Inputs>,
): TE.TaskEither<ParityError, Report> => {
  const all = Object.entries(runs)
  return pipe(
    TE.fromEither(inputs(tensors)),
    TE.mapLeft(describeSampleError),
    TE.flatMap((shared) =>
      pipe(
        all.filter(([, run]) => isKnown(run)),
        TE.traverseSeqArray(([name, run]) => {
          const out = tensors.get(`${name}.out`)
          return out === undefined
            ? TE.left(`${name}.out is missing`)
            : pipe(
                compare(name, run, shared, out, tensors.get(`${name}.x_at_callback`)),
                TE.mapLeft((problem) => `${name}: ${problem}`),
              )
        }),
        TE.map(RA.flatten),
      ),
    ),
    TE.bimap(
      (problem): ParityError => ({ _tag: 'BadRecording', file, problem }),
      (comparisons) => ({ comparisons, unknown: all.filter(([, run]) => !isKnown(run)).map(([name]) => name) }),
    ),
  )
}
