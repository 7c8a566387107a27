import { describeOnnxError, type OnnxError } from '@sigmastream/onnx'
import { either as E } from 'fp-ts'

/** What the model cannot learn from or work on: `subject` was given `wrong`, and `right` says what would do. */
export interface ExemplarRefused {
  readonly _tag: 'ExemplarRefused'
  readonly subject: string
  readonly wrong: string
  readonly right: string
}

/** The engine that runs the model failed. */
export interface EngineFailed {
  readonly _tag: 'EngineFailed'
  readonly error: OnnxError
}

/** Everything that can be wrong with an exemplar model, as values. */
export type ExemplarError = ExemplarRefused | EngineFailed

/** A refusal as a `Left`. */
export const refused = (subject: string, wrong: string, right: string): E.Either<ExemplarRefused, never> =>
  E.left({ _tag: 'ExemplarRefused', subject, wrong, right })

/** An engine's failure as this package's. */
export const engineFailed = (error: OnnxError): ExemplarError => ({ _tag: 'EngineFailed', error })

/** One line: what was wrong, and what would be right. */
export const describeExemplarError = (error: ExemplarError): string => {
  switch (error._tag) {
    case 'ExemplarRefused':
      return `${error.subject}: ${error.wrong}; give ${error.right}`
    case 'EngineFailed':
      return describeOnnxError(error.error)
  }
}
