import {
  type Anchored,
  along,
  andThen,
  build,
  type Carry,
  combine,
  type Derivative,
  type Gate,
  type Interval,
  identity,
  type Latent,
  maskProject,
  noiseReference,
  type Scored,
  type Stage,
  type Step,
  span,
  stage,
  toD,
  when,
  withX,
} from '@sigmastream/core'
import { algebraLaws, type Framework, type Law, sigmastream } from '../src/index.js'
import type { Mutant } from './mutant.js'

const within = (piece: Partial<Framework>): readonly Law[] => algebraLaws({ ...sigmastream, ...piece })

const drawing = <A>(): Stage<A, A> => ({ ...identity<A>(), draws: () => ['wasted'] })

const shrinking = <A, B, C>(f: Stage<A, B>, g: Stage<B, C>): Stage<A, C> => {
  const whole = andThen(f, g)
  return {
    ...whole,
    run: (a, env) => whole.run(a, { ...env, at: { ...env.at, to: (env.at.from + env.at.to) / 2 } }),
  }
}

const bracketed = <A, B, C>(f: Stage<A, B>, g: Stage<B, C>): Stage<A, C> => ({
  ...andThen(f, g),
  name: `(${f.name} > ${g.name})`,
})

const drawsAnyway = (gate: Gate, step: Step): Step => ({ ...when(gate, step), draws: step.draws })

/** A projection by another blend of x and the anchor. */
export const blending =
  (blend: (mask: number, x: number, anchor: number) => number) =>
  (reference: Latent, mask: Latent): Step => {
    const project: Stage<Carry & Anchored, Carry> = stage('blend', (carry) => {
      const anchor = combine(...carry.anchor)
      return withX(
        carry,
        build(carry.x.shape, (out) => {
          // Index below the length of all three, which have one shape.
          for (let i = 0; i < out.length; i++) out[i] = blend(mask.data[i]!, carry.x.data[i]!, anchor.data[i]!)
        }),
      )
    })
    return andThen(noiseReference(reference), { ...maskProject(mask), run: project.run })
  }

/** A step of Euler's by another formula. */
const eulerBy = (formula: (d: Derivative, at: Interval) => Latent): Stage<Scored, Carry> =>
  stage('eulerBy', (flow, { at }) => withX(flow, formula(flow.d, at)))

/** Mutants of chaining, gates and projections. */
export const algebraMutants: readonly Mutant[] = [
  {
    wrong: 'an identity that declares a draw',
    laws: within({ identity: drawing }),
    breaks: 'identity before or after a step changes nothing',
    says: /declares/,
  },
  {
    wrong: 'a chain that runs its stages on half of the interval',
    laws: within({ andThen: shrinking }),
    breaks: 'identity before or after a step changes nothing',
    says: /x: .* is not/,
  },
  {
    wrong: 'a chain that runs its stages on half of the interval, once for every bracket',
    laws: within({ andThen: shrinking }),
    breaks: 'chaining is associative: (f, g), h is f, (g, h)',
    says: /x: .* is not/,
  },
  {
    wrong: 'a chain whose name shows the brackets',
    laws: within({ andThen: bracketed }),
    breaks: 'chaining is associative: (f, g), h is f, (g, h)',
    says: /the name/,
  },
  {
    wrong: 'a gate that is open where one of the two is',
    laws: within({ both: (f, g) => (at) => f(at) || g(at) }),
    breaks: 'a gate within a gate is the gate that is open where both are',
    says: /declares|is not/,
  },
  {
    wrong: 'a closed gate that declares the draws of what it does not run',
    laws: within({ when: drawsAnyway }),
    breaks: 'an open gate is the step, and a closed one does nothing',
    says: /closed, and declares/,
  },
  {
    wrong: 'a gate that is always open',
    laws: within({ when: (_, step) => step }),
    breaks: 'an open gate is the step, and a closed one does nothing',
    says: /closed/,
  },
  {
    wrong: 'a projection that keeps nothing',
    laws: within({ project: blending((_, x) => x) }),
    breaks: 'a projection is x where the mask is 1, and the reference at the level just reached where it is 0',
    says: /where the mask is 0, x/,
  },
  {
    wrong: 'a projection that adds the anchor to what it keeps',
    laws: within({ project: blending((mask, x, anchor) => mask * x + anchor) }),
    breaks: 'projecting twice is projecting once, bit for bit, for masks of zeros and ones',
    says: /twice, and once: .* is not/,
  },
  {
    wrong: 'a projection that keeps where the mask is 1',
    laws: within({ project: blending((mask, x, anchor) => (mask === 1 ? anchor : x)) }),
    breaks: 'hard masks multiply, bit for bit: project(m1), project(m2) is project(m1 m2)',
    says: /the product: .* is not/,
  },
  {
    wrong: 'a projection that smooths the mask',
    laws: within({ project: blending((mask, x, anchor) => anchor + mask * mask * (3 - 2 * mask) * (x - anchor)) }),
    breaks: 'soft masks multiply, to rounding',
    says: /the product: .* is not/,
  },
  {
    wrong: 'a step of Euler that stores d, rounded',
    laws: within({ eulerStep: eulerBy((d, { from, to }) => combine([1, d.x], [to - from, toD(d)])) }),
    breaks: 'a step of Euler to 0 is the denoised itself, bit for bit',
    says: /x at 0, and the denoised: .* is not/,
  },
  {
    wrong: 'a step of Euler that says 1 + (to - from) / from',
    laws: within({ eulerStep: eulerBy((d, at) => combine([1, d.x], ...along(d, span(at)))) }),
    breaks:
      'a step of Euler from any finite sigma, pure noise too, is the formula in float64, to one rounding an operation',
    says: /from .* to .*: .* is not .* at element/,
  },
]
