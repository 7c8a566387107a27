import {
  exponential,
  fluxShift,
  klOptimal,
  laplace,
  linearQuadratic,
  sgmUniform,
  timeOfSigma,
} from '@sigmastream/core/schedules'
import { fromTable, sigmaTable, timeTable } from './tables.js'

/** Between two levels of a model whose time is 2 atan(sigma) / pi, as ComfyUI runs Stable Audio Open. */
const inArctangent = new Map<string, (steps: number, sigmaMin: number, sigmaMax: number) => readonly number[]>([
  ['normal', (steps, sigmaMin, sigmaMax) => klOptimal({ steps, sigmaMin, sigmaMax }).sigmas],
  ['kl_optimal', (steps, sigmaMin, sigmaMax) => klOptimal({ steps, sigmaMin, sigmaMax }).sigmas],
  ['sgm_uniform', (steps, sigmaMin, sigmaMax) => sgmUniform({ steps, sigmaMin, sigmaMax }).sigmas],
  // times of a flow model taken for parts of the largest sigma, as ComfyUI takes them whatever the model
  [
    'linear_quadratic',
    (steps, _, sigmaMax) => linearQuadratic({ steps }).sigmas.map((sigma) => timeOfSigma(sigma) * sigmaMax),
  ],
])

/** Between two levels of a model whose time is log(sigma) / 4. */
const inLogarithm = new Map<string, (steps: number, sigmaMin: number, sigmaMax: number) => readonly number[]>([
  ['normal', (steps, sigmaMin, sigmaMax) => exponential({ steps, sigmaMin, sigmaMax }).sigmas],
  [
    'sgm_uniform',
    (steps, sigmaMin, sigmaMax) => [
      ...exponential({ steps: steps + 1, sigmaMin, sigmaMax, endAtZero: false }).sigmas.slice(0, steps),
      0,
    ],
  ],
])

/** `count` even times from 1 towards `last` in so many steps, shifted, and then 0. */
const evenTimes = (count: number, steps: number, last: number, alpha: number): readonly number[] => [
  ...Array.from({ length: count }, (_, i) => fluxShift({ alpha }).timeAt(1 + (i / steps) * (last - 1))),
  0,
]

/** Times of a flow model, whose lowest level is the first of its table. */
const inFlowTime = new Map<string, (steps: number, alpha: number, lowest: number) => readonly number[]>([
  ['normal', (steps, alpha, lowest) => evenTimes(steps, steps - 1, lowest, alpha)],
  ['sgm_uniform', (steps, alpha, lowest) => evenTimes(steps, steps, lowest, alpha)],
  ['kl_optimal', (steps, _, lowest) => klOptimal({ steps, sigmaMin: lowest, sigmaMax: 1 }).sigmas],
  ['linear_quadratic', (steps) => linearQuadratic({ steps }).sigmas.map(timeOfSigma)],
])

type Maker = (kind: string, numbers: readonly number[]) => readonly number[] | undefined

/** What the forms of names mean. */
const forms: readonly (readonly [form: RegExp, make: Maker])[] = [
  [/^(table)\.continuous_v_([\d.]+)_([\d.]+)$/, (_, [min = NaN, max = NaN]) => sigmaTable(min, max)],
  [/^(table)\.flow_([\d.]+)$/, (_, [alpha = NaN]) => timeTable(alpha)],
  [
    /^(laplace)_(\d+)_([\d.]+)_([\d.]+)_([\d.]+)_([\d.]+)$/,
    (_, [steps = NaN, sigmaMin = NaN, sigmaMax = NaN, mu = NaN, width = NaN]) =>
      laplace({ steps, sigmaMin, sigmaMax, mu, beta: width, endAtZero: false }).sigmas,
  ],
  [
    /^(\w+)_(\d+)_v_([\d.]+)_([\d.]+)$/,
    (kind, [steps = NaN, min = NaN, max = NaN]) =>
      fromTable.get(kind)?.(sigmaTable(min, max), steps) ?? inArctangent.get(kind)?.(steps, min, max),
  ],
  [
    /^(\w+)_(\d+)_edm_([\d.]+)_([\d.]+)$/,
    (kind, [steps = NaN, min = NaN, max = NaN]) => inLogarithm.get(kind)?.(steps, min, max),
  ],
  [
    /^(\w+)_(\d+)_flow_([\d.]+)$/,
    (kind, [steps = NaN, alpha = NaN]) => {
      const table = timeTable(alpha)
      return fromTable.get(kind)?.(table, steps) ?? inFlowTime.get(kind)?.(steps, alpha, table[0] ?? NaN)
    },
  ],
]

/** The levels that a recorded name of ComfyUI means, times where it is of a flow model; nothing for another name. */
export const comfyLevels = (name: string): readonly number[] | undefined => {
  for (const [form, make] of forms) {
    const found = form.exec(name)
    if (found !== null) return make(found[1] ?? '', found.slice(2).map(Number))
  }
  return undefined
}
