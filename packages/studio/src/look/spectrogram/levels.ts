import type { Sound } from '../sound.js'
import { erbOf, hertzOf } from './erb.js'
import { binCount, powerMeter, windowLength } from './power.js'

/** Levels in dB, `[rows, columns]`, row-major, the highest frequency first; 0 dB is a sine of full scale. */
export interface Levels {
  readonly rows: number
  readonly columns: number
  readonly decibels: Float32Array
  /** The frequency in the middle of each row, in Hz. */
  readonly hertz: readonly number[]
}

/** What the rows span, in Hz, where the sound has it. */
const [lowest, highest] = [40, 16_000]

/** The most windows that a column of a long sound is the mean of. */
const mostWindows = 4

/** What silence is, in dB. */
export const silence = -120

/** The middles of the rows in equal steps of the ear's scale, from high to low. */
const middlesOf = (rows: number, sampleRate: number): readonly number[] => {
  const [low, high] = [erbOf(lowest), erbOf(Math.min(highest, sampleRate / 2))]
  return Array.from({ length: rows }, (_, row) => hertzOf(high - ((row + 0.5) / rows) * (high - low)))
}

/** The mean power from bin `from` to bin `to`, which need not be whole: straight lines go from bin to bin. */
const powerBetween = (power: Float64Array, from: number, to: number): number => {
  const at = (place: number): number => {
    const below = Math.min(Math.max(0, Math.floor(place)), binCount - 2)
    const by = Math.min(1, place - below)
    // below + 1 is at most the last bin
    return power[below]! * (1 - by) + power[below + 1]! * by
  }
  const count = Math.max(1, Math.ceil(to - from))
  let sum = 0
  for (let i = 0; i < count; i++) sum += at(from + ((i + 0.5) / count) * (to - from))
  return sum / count
}

/**
 * The levels of a sound, a column for each of `columns` equal stretches of its time and a row for each of `rows` equal
 * stretches of the ear's scale. The power of several channels is averaged, so that opposite phases do not cancel.
 */
export const levelsOf = (
  { channels, sampleRate }: Sound,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): Levels => {
  const [hertz, meter, length] = [middlesOf(rows, sampleRate), powerMeter(), channels[0]?.length ?? 0]
  const [stretch, decibels] = [length / columns, new Float32Array(rows * columns)]
  const windows = Math.min(mostWindows, Math.max(1, Math.ceil(stretch / windowLength)))
  const bins = hertz.map((middle) => {
    const half = (erbOf(Math.min(highest, sampleRate / 2)) - erbOf(lowest)) / rows / 2
    return [erbOf(middle) - half, erbOf(middle) + half].map((erb) => (hertzOf(erb) * windowLength) / sampleRate)
  })
  const power = new Float64Array(binCount)
  for (let column = 0; column < columns; column++) {
    power.fill(0)
    for (const samples of channels)
      for (let w = 0; w < windows; w++) meter(samples, (column + (w + 0.5) / windows) * stretch, power)
    bins.forEach(([from = 0, to = 0], row) => {
      const mean = powerBetween(power, from, to) / (windows * channels.length)
      decibels[row * columns + column] = Math.max(silence, 10 * Math.log10(mean))
    })
  }
  return { rows, columns, decibels, hertz }
}
