import {
  andThen,
  batchItem,
  build,
  type Carry,
  chain,
  combine,
  type Denoised,
  denoise,
  draw,
  fallible,
  type Latent,
  line,
  type Stage,
  type Step,
  sameShape,
  stack,
  stage,
  withX,
} from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { euler } from './samplers.js'

/** Remembers the last estimate in a closure instead of in the carry. */
export const forgetful = (): Step => {
  let last: Latent | null = null
  return chain(
    denoise,
    stage('closureUpdate', (flow: Denoised, { at }): Carry => {
      const { denoised } = flow.evaluation
      const mean =
        last === null || !sameShape(last.shape, flow.x.shape) ? denoised : combine([1.5, denoised], [-0.5, last])
      last = denoised
      return withX(flow, combine(...line({ ...flow.evaluation, denoised: at.to === 0 ? denoised : mean }, at)))
    }),
  )
}

/** Draws from a lane that nobody asked before: a generator with a state. */
export const stateful = (): Step => {
  let count = 0
  return andThen(
    euler,
    fallible('statefulNoise', (carry: Carry, env) => {
      count += 1
      return E.map((noise: Latent) => withX(carry, combine([1, carry.x], [env.at.to, noise])))(
        draw(env, `draw ${count}`, carry.x.shape),
      )
    }),
  )
}

/** Pulls every item towards the mean of its batch. */
export const mixing: Step = andThen(
  euler,
  stage('mix', (carry: Carry) => {
    const items = Array.from({ length: carry.x.shape[0] }, (_, i) => batchItem(carry.x, i))
    const first = batchItem(carry.x, 0)
    return withX(carry, stack([first, ...items.slice(1).map((one) => combine([0.9, one], [0.1, first]))]))
  }),
)

/** Writes over what it is given: a `Float32Array` is one whatever its type says. */
const scribble = (latent: Latent): void => {
  if (latent.data instanceof Float32Array) latent.data.fill(0.5)
}

export const scribbling = (what: (flow: Denoised) => Latent): Step =>
  chain(
    denoise,
    stage('scribble', (flow: Denoised, { at }): Carry => {
      const after = withX(
        flow,
        build(flow.x.shape, (out) => out.set(combine(...line(flow.evaluation, at)).data)),
      )
      scribble(what(flow))
      return after
    }),
  )

/** Asks the model three times over, whatever the signal says. */
export const deaf: Stage<Carry, Denoised> = {
  ...denoise,
  calls: () => 3,
  run: (carry, env) => async () => {
    await env.denoiser(carry.x, env.at.from, env.signal)
    await env.denoiser(carry.x, env.at.from, env.signal)
    return denoise.run(carry, { ...env, signal: new AbortController().signal })()
  },
}

/** Repeats the last answer on every other interval, and does not say so. */
export const parrot: Stage<Carry, Denoised> = {
  ...denoise,
  memory: 2,
  run: (carry, env) => {
    const last = carry.past[0]
    return last === undefined || env.at.index % 2 === 0
      ? denoise.run(carry, env)
      : denoise.run(carry, { ...env, denoiser: () => Promise.resolve(last.denoised) })
  },
}
