import { constant, type Denoiser, type Shape } from '@sigmastream/core'
import { denoiserLaws, gaussianDenoiser } from '../src/index.js'
import type { Mutant } from './mutant.js'
import { inOneBuffer, inPlace } from './writing-models.js'

const shape: Shape = [1, 2, 3]
const model = gaussianDenoiser(0.5, 1)

const reusing = (): Denoiser => inOneBuffer(model, constant(shape, 0))

/** A model that answers by turns in two places. */
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
    laws: denoiserLaws({ name: 'mutant', denoiser: inPlace(model), shape }),
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
