import {
  along,
  type Carry,
  chain,
  choose,
  combine,
  type Denoised,
  denoise,
  denoiseAt,
  eulerTo,
  type Interval,
  inFlowTime,
  type Stage,
  type Step,
  score,
  span,
  toZero,
  update,
} from '@sigmastream/core'
import type { Network } from '@sigmastream/model-sao/parts'
import { rk4Flow } from '@sigmastream/samplers'

const middle = ({ from }: Interval): number => from / 2

/**
 * The network asked at t = 0, where a denoiser gives x itself and its velocity is lost. The answer is kept as one of a
 * level 1, at which d = x - (x - v) = v.
 */
const velocityAtZero = (network: Network): Stage<Carry, Denoised> => {
  const ask = denoiseAt(() => 1, 'velocity(0)')
  return {
    ...ask,
    run: (carry, env) =>
      ask.run(carry, {
        ...env,
        denoiser: async (x, _, signal) =>
          combine([1, x], [-1, await network(x, Array<number>(x.shape[0]).fill(0), signal)]),
      }),
  }
}

const twoEvaluations = chain(chain(denoise, score, eulerTo(middle)), denoiseAt(middle, 'denoise(1/2)'))

const lastStep = (network: Network): Step =>
  chain(
    twoEvaluations,
    update('thirdPoint', 2, ({ at, past: [second, first] }) => combine([1, first.x], ...along(second, span(at) / 2))),
    denoiseAt(middle, 'denoise(1/2)'),
    update('fourthPoint', 3, ({ at, past: [third, , first] }) => combine([1, first.x], ...along(third, span(at)))),
    velocityAtZero(network),
    update('rk4', 4, ({ at, past: [fourth, third, second, first] }) =>
      combine(
        [1, first.x],
        ...along(first, span(at) / 6),
        ...along(second, span(at) / 3),
        ...along(third, span(at) / 3),
        ...along(fourth, span(at) / 6),
      ),
    ),
  )

/**
 * Runge and Kutta's method as stable-audio-tools has it (`sample_rk4`): to 0 too, by the velocity that the network tells
 * there. Elsewhere it is `rk4Flow`.
 */
export const rk4OnVelocities = (network: Network): Step => choose(toZero, inFlowTime(lastStep(network)), rk4Flow())
