import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { badPlot, type PlotError } from './errors.js'
import { render } from './render.js'
import { type SchedulePlot, scheduleFigure } from './schedule-figure.js'

const isSigma = (value: number): boolean => Number.isFinite(value) && value >= 0

const checkedLines = (plot: SchedulePlot): E.Either<PlotError, SchedulePlot> => {
  const bad = plot.lines.find(({ sigmas }) => sigmas.length === 0 || !sigmas.every(isSigma))
  if (bad !== undefined) {
    const wrong = bad.sigmas.length === 0 ? 'no sigma' : `a sigma of ${bad.sigmas.find((sigma) => !isSigma(sigma))}`
    return badPlot(bad.name, wrong, 'at least one sigma, all finite and not negative')
  }
  return plot.lines.length === 0 ? badPlot('the schedules', 'none', 'at least one') : E.right(plot)
}

/**
 * The picture of schedules as the bytes of a PNG, 2000 pixels wide: sigma on a logarithmic axis over the steps, with 0
 * below it and nothing but noise above it. The same plot gives the same bytes. `BadPlot` where there is nothing to draw,
 * `RenderFailed` where the renderer or its fonts are not installed right.
 */
export const plotSchedules = (plot: SchedulePlot): TE.TaskEither<PlotError, Uint8Array> =>
  pipe(
    TE.fromEither(checkedLines(plot)),
    TE.flatMap((checked) => render(scheduleFigure(checked))),
  )
