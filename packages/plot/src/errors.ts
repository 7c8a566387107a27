import { either as E } from 'fp-ts'

/** A plot that cannot be drawn: `subject` was given `wrong`, and `right` says what would do. */
export interface BadPlot {
  readonly _tag: 'BadPlot'
  readonly subject: string
  readonly wrong: string
  readonly right: string
}

/** The renderer or its fonts failed; `message` is what they said. */
export interface RenderFailed {
  readonly _tag: 'RenderFailed'
  readonly message: string
}

/** Everything that can go wrong between a run and its picture, as values. */
export type PlotError = BadPlot | RenderFailed

/** A refusal as a `Left`. */
export const badPlot = (subject: string, wrong: string, right: string): E.Either<PlotError, never> =>
  E.left({ _tag: 'BadPlot', subject, wrong, right })

/** One line: what is wrong, and what would be right. */
export const describePlotError = (error: PlotError): string => {
  switch (error._tag) {
    case 'BadPlot':
      return `the plot: ${error.subject}: ${error.wrong}; give ${error.right}`
    case 'RenderFailed':
      return `the plot could not be rendered: ${error.message}; reinstall the packages, or run without --plot`
  }
}
