import { createRequire } from 'node:module'
import { renderAsync } from '@resvg/resvg-js'
import { messageOf } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { checkedPlot } from './check.js'
import type { PlotError } from './errors.js'
import { figure } from './figure.js'
import { unitPixels } from './layout.js'
import type { RunPlot } from './run-plot.js'
import { theme } from './theme.js'

const { resolve } = createRequire(import.meta.url)

/** Fonts from a package, not from the system: the picture is the same on every machine. */
const fonts = (): string[] =>
  ['DejaVuSansCondensed', 'DejaVuSansCondensed-Bold'].map((name) => resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`))

const render = (svg: string): TE.TaskEither<PlotError, Uint8Array> =>
  TE.tryCatch(
    async () => {
      const font = { fontFiles: fonts(), loadSystemFonts: false, defaultFontFamily: theme.font }
      const image = await renderAsync(svg, { font, fitTo: { mode: 'zoom', value: unitPixels } })
      return Uint8Array.from(image.asPng())
    },
    (cause) => ({ _tag: 'RenderFailed', message: messageOf(cause) }),
  )

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
