import {
  addNoise,
  along,
  type Carry,
  type Controller,
  chain,
  combine,
  type Denoised,
  denoise,
  denoiseAt,
  eulerStep,
  eulerTo,
  type Interval,
  inFlowTime,
  type Lane,
  line,
  multistepUpdate,
  type Stage,
  type Step,
  score,
  slotLens,
  span,
  stage,
  update,
  withInterval,
  withX,
} from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { type FlowForm, type Subject, stepSubject } from '../src/index.js'

/** Euler's method as it is defined. */
export const euler: Step = chain(denoise, score, eulerStep)

/** Euler's method for flow models. */
export const eulerInFlow: FlowForm = async ({ t, to, x, v }) =>
  x.map((value, i) => value + (to - t) * (v[i] ?? Number.NaN))

/** Halfway down, and noise for the other half: ancestral in kind, so that there is a stochastic step to test with. */
export const noisyEuler: Step = chain(
  withInterval((at) => ({ ...at, to: at.to * 0.8 }), euler),
  addNoise('test', (at) => (at.to === 0 ? null : { scale: at.to * 0.6, at })),
)

/**
 * Ancestral Euler with its noise in two draws, one for each half of the step: on one path where the lanes are of one
 * family.
 */
export const halvedNoise = (early: Lane, late: Lane, noise = 1): Step => {
  const half = ({ from, to, ...at }: Interval): Interval => ({ ...at, from, to: Math.sqrt(from * to) })
  const other = (at: Interval): Interval => ({ ...at, from: half(at).to })
  const over =
    (part: (at: Interval) => Interval) =>
    (at: Interval): { readonly scale: number; readonly at: Interval } => {
      const { from, to } = part(at)
      return { scale: (noise * at.to * Math.sqrt(from ** 2 - to ** 2)) / at.from, at: part(at) }
    }
  return chain(
    withInterval((at) => ({ ...at, to: at.to ** 2 / at.from }), euler),
    addNoise(early, (at) => (at.to === 0 ? null : over(half)(at))),
    addNoise(late, (at) => (at.to === 0 ? null : over(other)(at))),
  )
}

/** DPM-Solver++(2M): reads the last two evaluations, of which one is its own. */
export const twoStepUpdate = (memory: number): Stage<Denoised, Carry> => ({
  ...multistepUpdate('twoStepUpdate', 2, ({ at, x, past: [newest, previous] }) => {
    if (previous === undefined || at.to === 0) return combine(...line(newest, at))
    const lead = Math.log(at.from / at.to) / Math.log(previous.sigma / at.from) / 2
    const keep = at.to / at.from
    return combine([keep, x], [(1 - keep) * (1 + lead), newest.denoised], [(keep - 1) * lead, previous.denoised])
  }),
  memory,
})

/** The two-step method with its memory declared. */
export const twoStep: Step = chain(denoise, twoStepUpdate(2))

/**
 * Adams and Bashforth's method of order 3 on uneven steps, in differences of the last derivatives: `share` says how much
 * of the second one is added, of a = h / (3 (h + h1)) and r = h (h + h1) / (h1 (h1 + h2)).
 */
export const threeStep = (share: (a: number, r: number) => number): Step =>
  chain(
    denoise,
    multistepUpdate('threeStep', 3, ({ at, x, past: [now, one, two] }) => {
      if (one === undefined || two === undefined || at.to === 0) return combine(...line(now, at))
      const [h, h1, h2] = [span(at), now.sigma - one.sigma, one.sigma - two.sigma]
      const first = h / (2 * h1)
      const second = share(h / (3 * (h + h1)), (h * (h + h1)) / (h1 * (h1 + h2)))
      return combine(
        [1, x],
        ...along(now, h * (1 + first + second)),
        ...along(one, -h * (first + (1 + h1 / h2) * second)),
        ...along(two, (h * second * h1) / h2),
      )
    }),
  )

const middle = ({ from, to }: Interval): number => (from + to) / 2

/** The explicit midpoint rule in sigma, which a student writes first; on the law's flow it does better than its order. */
export const midpoint: Step = chain(
  chain(denoise, score, eulerTo(middle)),
  denoiseAt(middle),
  update('midpoint', 2, ({ at, past: [second, first] }) => combine([1, first.x], ...along(second, span(at)))),
)

const end = ({ to }: Interval): number => to

/** Heun's method in sigma, for intervals that end above 0. */
export const heun: Step = chain(
  chain(denoise, score, eulerStep),
  denoiseAt(end),
  update('trapezoid', 2, ({ at, past: [second, first] }) =>
    combine([1, first.x], ...along(first, span(at) / 2), ...along(second, span(at) / 2)),
  ),
)

/** Runge and Kutta's method of order 4, in flow time: of its error float32 shows nothing where most orders are measured. */
export const rungeKutta: Step = inFlowTime(
  chain(
    chain(denoise, score, eulerTo(middle), denoiseAt(middle)),
    update('third', 2, ({ at, past: [second, first] }) => combine([1, first.x], ...along(second, span(at) / 2))),
    denoiseAt(middle),
    update('fourth', 3, ({ at, past: [third, , first] }) => combine([1, first.x], ...along(third, span(at)))),
    denoiseAt(end),
    update('rungeKutta', 4, ({ at, past: [fourth, third, second, first] }) =>
      combine(
        [1, first.x],
        ...along(first, span(at) / 6),
        ...along(second, span(at) / 3),
        ...along(third, span(at) / 3),
        ...along(fourth, span(at) / 6),
      ),
    ),
  ),
)

/** What the toy controller remembers: the level reached, the factor it tries, and how many steps it took back. */
interface Pace {
  readonly sigma: number
  readonly factor: number
  readonly rejected: number
}

const pace = slotLens<Pace>(
  'toy',
  (state): state is Pace => typeof state === 'object' && state !== null && 'factor' in state && 'rejected' in state,
)

const paceOf = (flow: Pick<Carry, 'slot'>): Pace => {
  const state = pace.get(flow)
  if (state === null) throw new Error('the toy begins with a state')
  return state
}

const adaptiveUpdate: Stage<Denoised, Carry> = stage('adaptiveUpdate', (flow, { at }) => {
  const state = paceOf(flow)
  return at.to < at.from / 2 && at.to > 0
    ? pace.set(
        { ...withX(flow, flow.x), held: true },
        { ...state, factor: Math.sqrt(state.factor), rejected: state.rejected + 1 },
      )
    : pace.set(withX(flow, combine(...line(flow.evaluation, at))), {
        ...state,
        sigma: at.to,
        factor: state.factor ** 1.5,
      })
})

/**
 * An adaptive sampler in little: a step that shrinks sigma by more than half is taken back, and tried again with a
 * smaller one.
 */
export const adaptiveStep: Step = {
  ...chain(denoise, adaptiveUpdate),
  ownIntervals: (sigmas) => {
    const [top = 1, ...rest] = sigmas
    const bottom = rest.filter((sigma) => sigma > 0).at(-1) ?? top / 2
    const intervals: Controller = (carry, previous) => {
      const { sigma, factor } = paceOf(carry)
      const index = previous === null ? 0 : previous.index + 1
      if (sigma > bottom) return { index, of: Infinity, from: sigma, to: Math.max(bottom, sigma * factor) }
      return sigma > 0 && sigmas.at(-1) === 0 ? { index, of: Infinity, from: sigma, to: 0 } : null
    }
    const state = { sigma: top, factor: 0.4, rejected: 0 }
    const first = { index: 0, of: Infinity, from: top, to: top * state.factor }
    return E.right(() => ({ intervals, first, slot: pace.of(state) }))
  },
}

/** The adaptive sampler under test. */
export const adaptive: Subject = stepSubject('adaptive', adaptiveStep)

/** The samplers that every law must hold for. */
export const sound = {
  euler: stepSubject('euler', euler, {
    order: 1,
    exact: { of: 'derivative', variable: (sigma) => sigma, degree: 0 },
    pureNoise: true,
    inFlow: eulerInFlow,
  }),
  midpoint: stepSubject('midpoint', midpoint, { order: 2 }),
  noisyEuler: stepSubject('noisy euler', noisyEuler, { stochastic: true }),
  halvedNoise: stepSubject('halved noise', halvedNoise('test', 'test/late'), {
    stochastic: true,
    weakOrder: 1,
    strongOrder: 1,
  }),
  threeStep: stepSubject(
    'three-step',
    threeStep((a, r) => ((1 - a) * r) / 2),
    { order: 3, exact: { of: 'derivative', variable: (sigma) => sigma, degree: 2 } },
  ),
  twoStep: stepSubject('two-step', twoStep, { order: 2 }),
} satisfies Readonly<Record<string, Subject>>
