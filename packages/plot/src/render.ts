import { createRequire } from 'node:module'
import { renderAsync } from '@resvg/resvg-js'
import { messageOf } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import type { PlotError } from './errors.js'
import { unitPixels } from './layout.js'
import { theme } from './theme.js'

const { resolve } = createRequire(import.meta.url)

/** Fonts from a package, not from the system: the picture is the same on every machine. */
const fonts = (): string[] =>
  ['DejaVuSansCondensed', 'DejaVuSansCondensed-Bold'].map((name) => resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`))

/** SVG text as the bytes of a PNG. `RenderFailed` where the renderer or its fonts are not installed right. */
export const render = (svg: string): TE.TaskEither<PlotError, Uint8Array> =>
  TE.tryCatch(
    async () => {
      const font = { fontFiles: fonts(), loadSystemFonts: false, defaultFontFamily: theme.font }
      const image = await renderAsync(svg, { font, fitTo: { mode: 'zoom', value: unitPixels } })
      return Uint8Array.from(image.asPng())
    },
    (cause) => ({ _tag: 'RenderFailed', message: messageOf(cause) }),
  )
