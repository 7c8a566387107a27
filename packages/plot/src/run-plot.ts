import type { PaintWindow, ReadonlyF32, Region } from '@sigmastream/core'
import type { Ramp } from './colour.js'
import type { Tick } from './ticks.js'

/**
 * How far the denoised estimate of step `step`, which counts from 0, moved: the rms of its change from the estimate
 * before.
 */
export interface Movement {
  readonly step: number
  readonly rms: number
}

/**
 * A grid of values over time: `values` is `[rows, columns]`, row 0 lowest in the picture, column 0 beginning at 0
 * seconds.
 */
export interface HeatMap {
  readonly rows: number
  readonly columns: number
  readonly values: ReadonlyF32
  /** The time that all columns together cover, in seconds. */
  readonly seconds: number
}

/** What the rows of a heat map are; ticks are at 0 (bottom) to 1 (top). */
export interface RowAxis {
  readonly title: string
  readonly ticks: readonly Tick[]
}

/**
 * What the colours of a heat map are: `floor` and below has the first colour of the ramp, `ceiling` and above the last.
 */
export interface ColourScale {
  readonly title: string
  readonly floor: number
  readonly ceiling: number
  readonly ramp: Ramp
}

/** A run's input (`null` where it had none) and its result, on axes and colours that they share. */
export interface Pictures {
  readonly before: HeatMap | null
  readonly after: HeatMap
  readonly rows: RowAxis
  readonly scale: ColourScale
}

/**
 * Everything that the picture of a run shows. Without regions (restyle, vary) there is no panel of the gap, without an
 * input only the result's.
 */
export interface RunPlot {
  readonly title: string
  readonly subtitle: string
  readonly pictures: Pictures
  /** In seconds. */
  readonly regions: readonly Region[]
  /** The schedule: one more than there are steps. */
  readonly sigmas: readonly number[]
  readonly moved: readonly Movement[]
  /** As `--paint-start` and `--paint-end`. */
  readonly paint?: PaintWindow
}
