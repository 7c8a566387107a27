import { linearTicks, logTicks, type Tick, tickLabel, wholeTicks } from './ticks.js'

/** Where values are on an axis: 0 at its beginning, 1 at its end. */
export interface Scale {
  readonly place: (value: number) => number
  readonly ticks: readonly Tick[]
}

const onAxis = ({ at }: Tick): boolean => at >= -1e-9 && at <= 1 + 1e-9

const linear = (low: number, high: number, marks: readonly number[]): Scale => {
  const place = (value: number): number => (value - low) / (high - low)
  return { place, ticks: marks.map((value) => ({ at: place(value), label: tickLabel(value) })).filter(onAxis) }
}

/** From `low` to `high`, low < high, with round ticks inside. */
export const linearScale = (low: number, high: number, most: number): Scale =>
  linear(low, high, linearTicks(low, high, most))

/** Steps from 0 to `steps`, with whole ticks inside; without any step, of length 1. */
export const stepScale = (steps: number): Scale => linear(0, Math.max(1, steps), wholeTicks(0, Math.max(1, steps), 8))

/**
 * The share of a logarithmic axis that lies between 0 and its smallest number, where there is a 0 to show, and between its
 * largest and nothing but noise.
 */
const zeroShare = 0.14

/** A noise level that is no level any more but nothing but noise, where a flow model begins. */
const noiseFrom = 1e9

const isNoise = (value: number): boolean => value >= noiseFrom

/**
 * A logarithmic scale over values of 0 and more, from the whole decade below to that above. A 0 has no place on such an
 * axis and is put below it, at the axis' beginning, with a tick of its own; what is nothing but noise is put above it, at
 * its end, instead of many empty decades.
 */
export const logScale = (values: readonly number[], most: number): Scale => {
  const levels = values.filter((value) => value > 0 && !isNoise(value))
  const [low, high] = levels.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, 0])
  const marks = high > 0 ? logTicks(low, high, most) : [0.1, 1]
  const [first, last] = [Math.log10(marks[0] ?? 1), Math.log10(marks.at(-1) ?? 1)]
  const start = values.some((value) => value === 0) ? zeroShare : 0
  const end = values.some(isNoise) ? 1 - zeroShare : 1
  const place = (value: number): number => {
    if (isNoise(value)) return 1
    return value > 0 ? start + (end - start) * Math.max(0, (Math.log10(value) - first) / (last - first)) : 0
  }
  const zero: readonly Tick[] = start === 0 ? [] : [{ at: 0, label: '0' }]
  const noise: readonly Tick[] = end === 1 ? [] : [{ at: 1, label: 'noise' }]
  return { place, ticks: [...zero, ...marks.map((value) => ({ at: place(value), label: tickLabel(value) })), ...noise] }
}
