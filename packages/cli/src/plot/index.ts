/** The picture of a run. @module */
export { describePlotError, type PlotError } from './errors.js'
export { latentPictures } from './latent-pictures.js'
export { type Movement, rmsChange } from './movement.js'
export { plotRun } from './plot-run.js'
export type { HeatMap, PaintWindow, Pictures, RunPlot } from './run-plot.js'
export { soundPictures } from './sound-pictures.js'
