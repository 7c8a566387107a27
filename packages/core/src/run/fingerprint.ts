import { fnv1a } from '../numerics/fnv1a.js'
import { type Shape, showShape } from '../shape.js'
import type { Plan } from './plan.js'

/**
 * What a plan is, in short: enough to tell it from another, and to say what it is. `steps` is `null` where a controller
 * finds them as it goes.
 */
export interface Fingerprint {
  readonly chain: string
  readonly shape: Shape
  readonly steps: number | null
  readonly hash: string
}

/** The whole way of a plan, a line for each interval: a plan that begins later, or was resumed, has the same. */
const routeOf = ({ later, step }: Plan): Pick<Fingerprint, 'steps'> & { readonly lines: readonly string[] } => {
  const { intervals, first, slot } = later(0)
  return typeof intervals === 'function'
    ? { steps: null, lines: [`${first.from} ${first.to} ${JSON.stringify(slot)}`] }
    : {
        steps: intervals.length,
        lines: intervals.map((at) => [at.index, at.from, at.to, step.calls(at), ...step.draws(at)].join(' ')),
      }
}

/**
 * The fingerprint of a plan.
 *
 * ```text
 * hash = FNV-1a(chain, memory, shape, and of every interval its place, levels, calls and draws)
 * ```
 *
 * It is that of all its intervals, wherever a run of it starts: a plan that was resumed or begins later has the same. What
 * a step has in its closure, such as the latent of a reference, leaves no trace. Shape `[batch, channels, frames]`.
 * Laws: a stored frame of another plan is refused. Who asks: {@link resume}.
 *
 * @example
 * ```ts
 * import { chain, denoise, eulerStep, fingerprintOf, orThrow, plan, score } from '@sigmastream/core'
 *
 * const euler = chain(denoise, score, eulerStep)
 * const [one, other] = [[4, 2, 0], [4, 1, 0]].map((schedule) => orThrow(plan({ step: euler, schedule, shape: [1, 1, 8] })))
 * if (one === undefined || other === undefined) throw new Error('there are two')
 * console.log(fingerprintOf(one).steps, fingerprintOf(one).hash === fingerprintOf(other).hash) // 2 false
 * ```
 */
export const fingerprintOf = (plan: Plan): Fingerprint => {
  const { shape, step } = plan
  const { steps, lines } = routeOf(plan)
  const hash = fnv1a([step.name, step.memory, shape.join(' '), ...lines].join('\n'))
  return { chain: step.name, shape, steps, hash }
}

/** A plan in words, by its fingerprint. */
export const showFingerprint = ({ chain, shape, steps }: Fingerprint): string =>
  `${steps === null ? 'as many steps as it takes' : steps === 1 ? '1 step' : `${steps} steps`} of ${chain} on ${showShape(shape)}`
