import type { Audio, AudioError } from '@sigmastream/audio'
import type { either as E, taskEither as TE } from 'fp-ts'
import type { PlotError } from './errors.js'
import { type PreviewPlot, previewFigure, previewPixels } from './preview-figure.js'
import { render } from './render.js'
import type { HeatMap } from './run-plot.js'
import { soundMap } from './sound-pictures.js'

/** Sound as the heat map of a small panel, so that it need not be kept until all are drawn. Fails as `spectrogram` does. */
export const previewMap = (audio: Audio): E.Either<AudioError, HeatMap> =>
  soundMap(audio, audio.sampleRate / 2, previewPixels)

/**
 * Previews side by side, four in a row, as the bytes of a PNG: spectrograms on axes and colours that they share. The same
 * plot gives the same bytes. `RenderFailed` where the renderer or its fonts are not installed right.
 */
export const plotPreviews = (plot: PreviewPlot): TE.TaskEither<PlotError, Uint8Array> => render(previewFigure(plot))
