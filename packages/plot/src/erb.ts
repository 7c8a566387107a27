import { type Tick, tickLabel } from './ticks.js'

/**
 * The number of the auditory filter at a frequency in Hz (Glasberg and Moore 1990, "Derivation of auditory filter
 * shapes from notched-noise data", ERB-number): nearly linear below 230 Hz, logarithmic above, as the ear resolves
 * pitch.
 */
export const erbOf = (hertz: number): number => 21.4 * Math.log10(1 + 0.00437 * hertz)

/** The frequency in Hz of an ERB-number: the inverse of `erbOf`. */
export const hertzOf = (erb: number): number => (10 ** (erb / 21.4) - 1) / 0.00437

/** The least distance of two ticks, as a share of the axis: closer and their labels would touch. */
const leastGap = 0.095

/** Round frequencies in kHz from 0 to `highest` Hz on an ERB axis, those left out that would touch the one below. */
export const frequencyTicks = (highest: number): readonly Tick[] =>
  [0, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]
    .filter((kilohertz) => kilohertz * 1000 <= highest)
    .map((kilohertz) => ({ at: erbOf(kilohertz * 1000) / erbOf(highest), label: tickLabel(kilohertz) }))
    .reduce<readonly Tick[]>(
      (kept, tick) => (tick.at - (kept.at(-1)?.at ?? -1) < leastGap ? kept : [...kept, tick]),
      [],
    )
