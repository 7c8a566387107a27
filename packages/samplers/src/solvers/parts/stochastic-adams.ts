import {
  addNoise,
  type Carry,
  type Denoised,
  type Evaluation,
  type History,
  historyOf,
  type Interval,
  type Latent,
  type Refused,
  refusal,
  type SigmaRange,
  type Stage,
  type Step,
  stage,
  type Term,
  withX,
} from '@sigmastream/core'
import { type Ancestral, ancestralLane, badAncestral } from './ancestral.js'
import { exponentialAdams, simpleAdams } from './exponential-adams.js'
import { endsAtZero } from './list-end.js'
import { sdeAmount } from './sde-noise.js'
import { outside } from './with-refusal.js'

/** Options of SA-Solver; `eta` is the square of the paper's tau. */
export interface SaSolver extends Ancestral {
  /** How many denoised a prediction weighs; 3 unless told otherwise. */
  readonly predictor?: 1 | 2 | 3 | 4
  /** How many denoised a correction weighs; 4 unless told otherwise, and 0 is no correction. */
  readonly corrector?: 0 | 1 | 2 | 3 | 4
  /** The levels to which steps go that add noise; all, unless told otherwise. */
  readonly within?: SigmaRange
  /**
   * Whether, on a list that ends at 0, both weigh no more denoised than there are steps left after this one. The default:
   * better with few steps, and worse with many.
   */
  readonly lowerLast?: boolean
  /** How two denoised are weighed: `simple` is the authors' approximation for few steps. */
  readonly secondOrder?: 'exact' | 'simple'
}

/** What is not told. */
const defaults = {
  predictor: 3,
  corrector: 4,
  eta: 1,
  noise: 1,
  within: { low: 0, high: Infinity },
  lowerLast: true,
  secondOrder: 'exact',
} satisfies SaSolver

/** The options with nothing left out. */
export type SaOptions = Required<SaSolver>

/** The options of a run. */
export const saOptions = (given: SaSolver): SaOptions => ({ ...defaults, ...given })

/** eta on an interval: that of the options where it ends within their levels. */
export const etaAt = ({ to }: Interval, { eta, within: { low, high } }: SaOptions): number =>
  low <= to && to <= high ? eta : 0

/** How many denoised are weighed on an interval. */
const orderAt = ({ index, of }: Interval, order: number, { lowerLast }: SaOptions): number =>
  lowerLast ? Math.min(order, Math.max(1, of - 1 - index)) : order

/** The denoised of so many evaluations, each by its weight in a step over an interval, times `scale`. */
const weigh = (
  evaluations: readonly Evaluation[],
  over: Interval,
  scale: number,
  options: SaOptions,
): readonly Term[] => {
  const weightsOf = options.secondOrder === 'simple' && evaluations.length === 2 ? simpleAdams : exponentialAdams
  const weights = weightsOf(
    evaluations.map(({ sigma }) => sigma),
    over,
    1 + etaAt(over, options),
  )
  return evaluations.map(({ denoised }, k): Term => [scale * (weights[k] ?? 0), denoised])
}

/** What a prediction adds to what it keeps of x. */
export const prediction = (at: Interval, past: readonly Evaluation[], options: SaOptions): readonly Term[] =>
  weigh(past.slice(0, orderAt(at, options.predictor, options)), at, 1, options)

/**
 * What the evaluation at the end of an interval changes of the x that was predicted there: the corrector's weights for the
 * predictor's, times `scale`. The noise of both is the same, and stays in x.
 */
export const correction = (
  over: Interval,
  past: readonly Evaluation[],
  scale: number,
  options: SaOptions,
): readonly Term[] => {
  const [, ...before] = past
  return options.corrector === 0 || before.length === 0
    ? []
    : [
        ...weigh(past.slice(0, orderAt(over, options.corrector, options)), over, scale, options),
        ...weigh(before.slice(0, orderAt(over, options.predictor, options)), over, -scale, options),
      ]
}

/** The noise of a step. */
export const saNoise = (options: SaOptions): Step =>
  addNoise(ancestralLane, (at) => sdeAmount(at, { eta: etaAt(at, options), noise: options.noise }))

/** What is wrong with the options. */
export const badSa = ({ eta, noise, predictor, corrector, within: { low, high } }: SaOptions): Refused | null =>
  badAncestral({ eta, noise }) ??
  outside('sa-solver', 'a predictor of', predictor, 1, 4) ??
  outside('sa-solver', 'a corrector of', corrector, 0, 4) ??
  (low <= high ? null : refusal('sa-solver', `noise within ${low} to ${high}`, 'low <= high'))

/** What an update of SA-Solver looks at, and how it is to weigh it. */
interface SaInput {
  readonly at: Interval
  readonly x: Latent
  readonly past: History
  readonly options: SaOptions
}

/** The stage that moves x by past evaluations, of which orders fall towards the end of a list that ends at 0. */
export const saUpdate = (
  name: string,
  memory: number,
  options: SaOptions,
  f: (input: SaInput) => Latent,
): Stage<Denoised, Carry> =>
  stage(
    name,
    (flow, { at }) => {
      const lowerLast = options.lowerLast && endsAtZero.get(flow) === true
      return withX(flow, f({ at, x: flow.x, past: historyOf(flow), options: { ...options, lowerLast } }))
    },
    memory,
  )
