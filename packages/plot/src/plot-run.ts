import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { checkedPlot } from './check.js'
import type { PlotError } from './errors.js'
import { figure } from './figure.js'
import { render } from './render.js'
import type { RunPlot } from './run-plot.js'

/**
 * The picture of a run as the bytes of a PNG, 2000 pixels wide: before, gap and after as heat maps on one time axis,
 * the schedule, and how far the denoised estimate moved at each step. The same plot gives the same bytes. `BadPlot`
 * where the plot cannot be drawn, `RenderFailed` where the renderer or its fonts are not installed right.
 */
export const plotRun = (plot: RunPlot): TE.TaskEither<PlotError, Uint8Array> =>
  pipe(
    TE.fromEither(checkedPlot(plot)),
    TE.flatMap((checked) => render(figure(checked))),
  )
