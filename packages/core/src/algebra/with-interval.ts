import type { Interval } from '../interval.js'
import type { Stage } from './stage.js'

/**
 * The stage on another interval: how a sampler aims at a sigma of its own, such as the `sigma_down` of ancestral steps.
 */
export const withInterval = <A, B>(f: (at: Interval) => Interval, inner: Stage<A, B>): Stage<A, B> => ({
  ...inner,
  calls: (at) => inner.calls(f(at)),
  draws: (at) => inner.draws(f(at)),
  run: (a, env) => inner.run(a, { ...env, at: f(env.at) }),
})
