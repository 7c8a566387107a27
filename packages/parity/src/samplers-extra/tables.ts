import { beta, exponential, fluxShift } from '@sigmastream/core/schedules'

/** The noise levels of a model as ComfyUI keeps them: 1000 of them, the lowest first. */
export type LevelTable = readonly number[]

const levels = 1000

/** Of a model in sigma: even in log sigma (ComfyUI comfy/model_sampling.py, ModelSamplingContinuousEDM). */
export const sigmaTable = (sigmaMin: number, sigmaMax: number): LevelTable =>
  exponential({ steps: levels, sigmaMin, sigmaMax, endAtZero: false }).sigmas.toReversed()

/** Of a flow model: even times, shifted (ModelSamplingDiscreteFlow). */
export const timeTable = (alpha: number): LevelTable =>
  Array.from({ length: levels }, (_, i) => fluxShift({ alpha }).timeAt((i + 1) / levels))

const levelAt = (table: LevelTable, place: number): number => table[place] ?? NaN

// Each takes places of the table, so its lists are rounded; comfy/samplers.py, the functions named so with `_scheduler`.

/** Every k-th, from the highest. */
const simple = (table: LevelTable, steps: number): readonly number[] => [
  ...Array.from({ length: steps }, (_, i) => levelAt(table, table.length - 1 - Math.floor((i * table.length) / steps))),
  0,
]

/** Every k-th, counted from the lowest, so that the highest may be left out. */
const ddimUniform = (table: LevelTable, steps: number): readonly number[] => {
  const stride = Math.max(1, Math.floor(table.length / steps))
  return [0, ...table.filter((_, place) => place > 0 && (place - 1) % stride === 0)].toReversed()
}

/** What the median, the one quantile that is halfway between two places, may be short of that in a double. */
const slack = 1e-9

/** The quantiles of ours, as ours are over the levels 1 to e, rounded to places: halfway, to the even one, 500. */
const betaPlaces = (table: LevelTable, steps: number): readonly number[] => {
  const { sigmas } = beta({ steps, sigmaMin: 1, sigmaMax: Math.E, endAtZero: false })
  const places = sigmas.map((sigma) => Math.round(Math.log(sigma) * (table.length - 1) + slack))
  return [...[...new Set(places)].map((place) => levelAt(table, place)), 0]
}

/** The schedules that are places of a table, by ComfyUI's names. */
export const fromTable = new Map([
  ['simple', simple],
  ['ddim_uniform', ddimUniform],
  ['beta', betaPlaces],
])
