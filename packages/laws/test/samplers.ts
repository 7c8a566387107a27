import {
  addNoise,
  type Carry,
  type Controller,
  chain,
  checked,
  combine,
  type Denoised,
  denoise,
  denoiseAt,
  eulerLine,
  eulerStep,
  eulerUpdate,
  fromNoise,
  moved,
  type Plan,
  type Stage,
  type Step,
  score,
  stage,
  withInterval,
} from '@sigmastream/core'
import { type Subject, stepSubject } from '../src/index.js'

/** Euler's method as it is defined. */
export const euler: Step = chain(denoise, score, eulerStep)

/** Euler's method in one pass, by another formula. */
export const fusedEuler: Step = chain(denoise, eulerUpdate)

/** Halfway down, and noise for the other half: ancestral in kind, so that there is a stochastic step to test with. */
export const noisyEuler: Step = chain(
  withInterval((at) => ({ ...at, to: at.to * 0.8 }), fusedEuler),
  addNoise('test', (at) => (at.to === 0 ? null : { scale: at.to * 0.6, at })),
)

/** DPM-Solver++(2M): reads the last two evaluations, of which one is its own. */
export const twoStepUpdate = (memory: number): Stage<Denoised, Carry> =>
  stage(
    'twoStepUpdate',
    (flow, { at }) => {
      const previous = flow.past[1]
      if (previous === undefined || at.to === 0) return moved(flow, eulerLine(flow.x, flow.denoised, at))
      const lead = Math.log(at.from / at.to) / Math.log(previous.sigma / at.from) / 2
      const keep = at.to / at.from
      return moved(
        flow,
        combine([keep, flow.x], [(1 - keep) * (1 + lead), flow.denoised], [(keep - 1) * lead, previous.denoised]),
      )
    },
    memory,
  )

/** The two-step method with its memory declared. */
export const twoStep: Step = chain(denoise, twoStepUpdate(2))

/** What the toy controller remembers: the level reached, the factor it tries, and how many steps it took back. */
interface Pace {
  readonly sigma: number
  readonly factor: number
  readonly rejected: number
}

/**
 * An adaptive sampler in little: a step that shrinks sigma by more than half is taken back, and tried again with a
 * smaller one.
 */
export const adaptive: Subject<Pace> = {
  name: 'adaptive',
  plan: (sigmas, shape) => {
    const [top = 1, ...rest] = sigmas
    const bottom = rest.filter((sigma) => sigma > 0).at(-1) ?? top / 2
    const update: Stage<Denoised<Pace>, Carry<Pace>> = stage('adaptiveUpdate', (flow, { at }) => {
      const { slot } = flow
      return at.to < at.from / 2 && at.to > 0
        ? {
            ...moved(flow, flow.x),
            held: true,
            slot: { ...slot, factor: Math.sqrt(slot.factor), rejected: slot.rejected + 1 },
          }
        : {
            ...moved(flow, eulerLine(flow.x, flow.denoised, at)),
            slot: { ...slot, sigma: at.to, factor: slot.factor ** 1.5 },
          }
    })
    const intervals: Controller<Pace> = ({ slot: { sigma, factor } }, previous) => {
      const index = previous === null ? 0 : previous.index + 1
      if (sigma > bottom) return { index, from: sigma, to: Math.max(bottom, sigma * factor) }
      return sigma > 0 && sigmas.at(-1) === 0 ? { index, from: sigma, to: 0 } : null
    }
    const slot = { sigma: top, factor: 0.4, rejected: 0 }
    const first = { index: 0, from: top, to: top * slot.factor }
    const step = chain(
      denoiseAt<Pace>('denoise', (at) => at.from),
      update,
    )
    const of: Plan<Pace> = {
      shape,
      step,
      intervals,
      steps: Infinity,
      start: fromNoise(first, shape, slot),
      later: () => ({ intervals, first, slot }),
    }
    return checked(of)
  },
}

/** The samplers that every law must hold for. */
export const sound = {
  euler: stepSubject('euler', euler, { order: 1 }),
  fusedEuler: stepSubject('fused euler', fusedEuler, { order: 1 }),
  noisyEuler: stepSubject('noisy euler', noisyEuler, { stochastic: true }),
  twoStep: stepSubject('two-step', twoStep, { order: 2 }),
} satisfies Readonly<Record<string, Subject>>
