import {
  type Carry,
  chain,
  choose,
  combine,
  type Denoised,
  draw,
  fallible,
  type Interval,
  type Stage,
  type Step,
  stage,
  toZero,
  withX,
} from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { eulerMethod } from '../euler.js'
import { adaptive, stateAt } from './adaptive-state.js'
import { type Ancestral, ancestralLane, type Split, splitAbove } from './ancestral.js'
import { secondOrder, thirdOrder, threeEvaluations } from './dpm-solver.js'
import { errorOf } from './embedded-error.js'
import { type PidGains, propose } from './pid.js'

/** `relative` and `absolute` are the tolerances; `firstStep` is in log sigma. */
export interface DpmAdaptive extends Ancestral {
  readonly relative?: number
  readonly absolute?: number
  readonly firstStep?: number
  readonly gains?: PidGains
}

/** Where a step aims, and how much noise makes up for it: nowhere below the smallest sigma of the run. */
const splitOf = (flow: Pick<Carry, 'slot'>, at: Interval, eta: number): Split =>
  splitAbove(at, eta, adaptive.get(flow)?.least ?? 0)

/** The evaluations of a try, down to where the step aims. */
const evaluate = (eta: number): Stage<Carry, Denoised> => ({
  ...threeEvaluations,
  run: (carry, env) => threeEvaluations.run(carry, { ...env, at: { ...env.at, to: splitOf(carry, env.at, eta).down } }),
})

/** Compares the second-order with the third-order result, and moves there or holds. */
const judge = ({ relative, absolute, firstStep, gains, eta }: Required<DpmAdaptive>): Stage<Denoised, Carry> =>
  stage(
    'judge',
    (flow, { at }) => {
      const [twoThirds, third, start] = flow.past
      if (twoThirds === undefined || third === undefined || start === undefined)
        throw new Error('judge reads 3 evaluations; put as many denoise stages before it')
      const state = adaptive.get(flow) ?? stateAt(at.from, firstStep, 0)
      const aim = { ...at, to: splitOf(flow, at, eta).down }
      const low = secondOrder(start, third, aim, 1 / 3)
      const high = thirdOrder(start, twoThirds, aim)
      const error = errorOf(low, high, state.lower ?? start.x, relative, absolute)
      const { accepted, state: pid } = propose(state.pid, error, eta === 0 ? 3 : 1.5, gains)
      return accepted
        ? adaptive.set(withX(flow, high), {
            ...state,
            pid,
            lower: low,
            time: -Math.log(at.to),
            accepted: state.accepted + 1,
          })
        : adaptive.set({ ...withX(flow, start.x), held: true }, { ...state, pid, rejected: state.rejected + 1 })
    },
    3,
  )

/** The noise of a step that was taken. */
const noiseUp = ({ eta, noise }: Required<Ancestral>): Step =>
  fallible(
    'noiseUp',
    (carry: Carry, env) => {
      const { up } = splitOf(carry, env.at, eta)
      return carry.held || up === 0
        ? E.right(carry)
        : pipe(
            draw(env, ancestralLane, carry.x.shape),
            E.map((eps) => withX(carry, combine([1, carry.x], [noise * up, eps]))),
          )
    },
    { draws: () => [ancestralLane] },
  )

/** A try, and the noise of one that was taken; Euler's step to 0. */
export const adaptiveStep = (options: Required<DpmAdaptive>): Step => {
  const tried = chain(evaluate(options.eta), judge(options))
  return choose(toZero, eulerMethod, options.eta === 0 ? tried : chain(tried, noiseUp(options)))
}
