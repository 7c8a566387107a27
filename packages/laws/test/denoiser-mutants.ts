import { build, type Denoiser, type Latent, type Shape } from '@sigmastream/core'
import { denoiserLaws, gaussianDenoiser } from '../src/index.js'
import type { Mutant } from './mutant.js'

const shape: Shape = [1, 2, 3]
const model = gaussianDenoiser(0.5, 1)

const fill = (into: Latent, from: Latent): Latent => {
  if (into.data instanceof Float32Array) into.data.set(from.data.slice())
  return into
}

const scaling: Denoiser = async (x, sigma, signal) => fill(x, await model(x, sigma, signal))

/** As a model does that was given a place for its result once. */
const reusing = (): Denoiser => {
  const place = build(shape, () => undefined)
  return async (x, sigma, signal) => fill(place, await model(x, sigma, signal))
}

/** The same by turns in two places. */
const alternating = (): Denoiser => {
  const places = [reusing(), reusing()]
  let call = 0
  return (x, sigma, signal) => {
    call += 1
    return (places[call % 2] ?? model)(x, sigma, signal)
  }
}

/** Models that are wrong in one thing. */
export const denoiserMutants: readonly Mutant[] = [
  {
    wrong: 'a model that computes in its x',
    laws: denoiserLaws({ name: 'mutant', denoiser: scaling, shape }),
    breaks: 'no call writes into the x that it is given',
    says: /the x of a call, after and before the run: .* is not/,
  },
  {
    wrong: 'a model that answers in one buffer',
    laws: denoiserLaws({ name: 'mutant', denoiser: reusing(), shape }),
    breaks: 'no answer changes after it was given, whatever is asked later',
    says: /an answer, after and before the run: .* is not/,
  },
  {
    wrong: 'a model that answers in two buffers by turns',
    laws: denoiserLaws({ name: 'mutant', denoiser: alternating(), shape }),
    breaks: 'no answer changes after it was given, whatever is asked later',
    says: /an answer, after and before the run: .* is not/,
  },
]
