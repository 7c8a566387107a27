import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { badPlot, type PlotError } from './errors.js'
import type { HeatMap, RunPlot } from './run-plot.js'

/** The most cells of one heat map: many times what a screen shows. */
const mostCells = 2 ** 24

const whole = (value: number): boolean => Number.isSafeInteger(value) && value >= 0
const finite = (value: number): boolean => Number.isFinite(value) && value >= 0

const mapFault = ({ rows, columns, values, seconds }: HeatMap): readonly [string, string] | undefined => {
  if (!(whole(rows) && whole(columns) && rows * columns >= 1 && rows * columns <= mostCells)) {
    return [`${rows} rows of ${columns} columns`, `whole numbers whose product is 1 to ${mostCells}`]
  }
  if (values.length !== rows * columns) return [`${values.length} values`, `${rows * columns}, rows times columns`]
  return Number.isFinite(seconds) && seconds > 0 ? undefined : [`a length of ${seconds} seconds`, 'one above 0']
}

const fault = ({ pictures, regions, sigmas, moved, paint }: RunPlot): readonly [string, string, string] | undefined => {
  const { before, after, scale } = pictures
  const [first, second] = [before === null ? undefined : mapFault(before), mapFault(after)]
  if (first !== undefined) return ['before', ...first]
  if (second !== undefined) return ['after', ...second]
  if (!(Number.isFinite(scale.floor) && Number.isFinite(scale.ceiling) && scale.floor < scale.ceiling)) {
    return [
      'the colour scale',
      `from ${scale.floor} to ${scale.ceiling}`,
      'two finite numbers, the floor below the ceiling',
    ]
  }
  const seconds = Math.max(before?.seconds ?? 0, after.seconds)
  const region = regions.find(({ from, to }) => !(finite(from) && Number.isFinite(to) && from < to && from < seconds))
  if (region !== undefined)
    return ['a region', `${region.from} to ${region.to} seconds`, `0 <= from < to, from below ${seconds}`]
  const sigma = sigmas.find((value) => !finite(value))
  if (sigmas.length === 0 || sigma !== undefined) {
    const wrong = sigma === undefined ? 'no sigma' : `a sigma of ${sigma}`
    return ['the schedule', wrong, 'at least one sigma, all finite and not negative']
  }
  const move = moved.find(({ step, rms }) => !(whole(step) && step < sigmas.length && finite(rms)))
  if (move !== undefined) {
    const right = `one that is finite and not negative, at a step below ${sigmas.length}`
    return ['a movement', `${move.rms} at step ${move.step}`, right]
  }
  return paint === undefined || (whole(paint.start) && whole(paint.end) && paint.start <= paint.end)
    ? undefined
    : ['the paint window', `${paint.start} to ${paint.end}`, 'whole steps, start <= end']
}

/** The plot where it can be drawn. `BadPlot` where a size, a time, a sigma or a movement makes no sense. */
export const checkedPlot = (plot: RunPlot): E.Either<PlotError, RunPlot> =>
  pipe(fault(plot), (found) => (found === undefined ? E.right(plot) : badPlot(...found)))
