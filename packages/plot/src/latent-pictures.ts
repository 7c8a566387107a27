import type { Latent } from '@sigmastream/core'
import { signedRamp } from './colour.js'
import { alongLines, transpose } from './grid.js'
import { panelPixels } from './layout.js'
import { evenEdges, further } from './peaks.js'
import type { HeatMap, Pictures, RowAxis } from './run-plot.js'
import { type Tick, tickLabel, wholeTicks } from './ticks.js'

/** `[lines, length]` with no line longer than `most`: where it would be, the values furthest from 0 stay. */
const shrinkLines = (values: Float32Array, length: number, most: number): Float32Array =>
  length <= most ? values : alongLines(values, length, evenEdges(most, -0.5, length - 0.5), further)

const mapOf = ({ shape: [, channels, frames], data }: Latent, frameRate: number): HeatMap => {
  const columns = Math.min(frames, panelPixels.columns)
  const narrow = shrinkLines(data.slice(0, channels * frames), frames, panelPixels.columns)
  const values = transpose(
    shrinkLines(transpose(narrow, columns), channels, panelPixels.rows),
    Math.min(channels, panelPixels.rows),
  )
  return { rows: Math.min(channels, panelPixels.rows), columns, values, seconds: frames / frameRate }
}

/** Two significant digits, not below `value`; 1 for 0. */
const roundedUp = (value: number): number => {
  if (value === 0) return 1
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1)
  return Number((Math.ceil(value / unit) * unit).toPrecision(2))
}

/** The size that all but 1 of 200 values stay below, so that one outlier does not darken the rest. */
const limitOf = (maps: readonly HeatMap[]): number => {
  const sizes = maps.map(({ values }) => Float32Array.from(values, Math.abs).filter(Number.isFinite).toSorted())
  return roundedUp(Math.max(...sizes.map((sorted) => sorted[Math.floor(0.995 * (sorted.length - 1))] ?? 0)))
}

const channelAxis = (channels: number): RowAxis => ({
  title: 'channel',
  ticks: wholeTicks(0, Math.max(1, channels - 1), 4)
    .filter((channel) => channel < channels)
    .map((channel): Tick => ({ at: (channel + 0.5) / channels, label: tickLabel(channel) })),
})

/**
 * Latents as pictures: the channels (0 lowest) by time of the first item of each batch, of `[batch, channels, frames]`,
 * at `frameRate` frames a second; blue is negative, orange positive, black 0. `before` is `null` where there was
 * nothing.
 */
export const latentPictures = (before: Latent | null, after: Latent, frameRate: number): Pictures => {
  const maps = { before: before === null ? null : mapOf(before, frameRate), after: mapOf(after, frameRate) }
  const limit = limitOf(maps.before === null ? [maps.after] : [maps.before, maps.after])
  const scale = { title: 'value', floor: -limit, ceiling: limit, ramp: signedRamp }
  return { ...maps, rows: channelAxis(after.shape[1]), scale }
}
