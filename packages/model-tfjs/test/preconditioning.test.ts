import { combine, constant, type Denoiser, type Latent } from '@sigmastream/core'
import { latents, mustBeNear, shapes } from '@sigmastream/laws'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { denoisedPrediction, epsilonPrediction, type Preconditioning, precondition, vPrediction } from '../src/index.js'

const signal = new AbortController().signal

/** A network that knows the clean latent and answers what it is trained to, given u = alpha clean + share epsilon. */
type Knowing = (clean: Latent, alpha: number, share: number) => (u: Latent) => Latent

const epsilon: Knowing = (clean, alpha, share) => (u) => combine([1 / share, u], [-alpha / share, clean])
const v: Knowing = (clean, alpha, share) => (u) => combine([alpha, epsilon(clean, alpha, share)(u)], [-share, clean])

const timestep = (sigma: number): number => (2 * Math.atan(sigma)) / Math.PI

const cases: readonly (readonly [string, Preconditioning, Knowing])[] = [
  ['v', vPrediction, v],
  ['the noise', epsilonPrediction(timestep), epsilon],
  ['the clean latent', denoisedPrediction(timestep), (clean) => () => clean],
]

describe.each(cases)('a network that predicts %s', (_, scalings, knowing) => {
  it('and knows the clean latent makes a denoiser that answers it', () =>
    fc.assert(
      fc.asyncProperty(
        shapes().chain((shape) => fc.tuple(latents(shape, 10), latents(shape, 3))),
        fc.double({ min: 0.01, max: 500, noNaN: true }),
        async ([clean, noise], sigma) => {
          const network: Denoiser = async (u, t) => {
            const angle = (Math.PI * t) / 2
            return knowing(clean, Math.cos(angle), Math.sin(angle))(u)
          }
          const x = combine([1, clean], [sigma, noise])
          // float32 holds x to about sigma * 2^-23, whatever is computed from it.
          mustBeNear(
            'denoised',
            await precondition(scalings, network)(x, sigma, signal),
            clean,
            1e-5 * Math.max(1, sigma),
          )
        },
      ),
    ))

  it('is fed a latent of unit variance at every sigma where the data has it', async () => {
    const fed: number[] = []
    const network: Denoiser = async (u) => {
      fed.push(u.data[0] ?? NaN)
      return u
    }
    const sigmas = [0.01, 1, 500]
    // x of size sqrt(sigma^2 + 1): the deviation of data of deviation 1 with noise of sigma.
    for (const sigma of sigmas)
      await precondition(scalings, network)(constant([1, 1, 1], Math.hypot(sigma, 1)), sigma, signal)
    fed.forEach((value) => expect(value).toBeCloseTo(1, 6))
    expect(fed.length).toBe(sigmas.length)
  })

  it('hands the signal on', async () => {
    const seen: AbortSignal[] = []
    const network: Denoiser = async (u, _level, given) => {
      seen.push(given)
      return u
    }
    await precondition(scalings, network)(constant([1, 1, 1], 1), 1, signal)
    expect(seen).toEqual([signal])
  })
})

describe('the level that a network is told', () => {
  it('is 2 atan(sigma) / pi in v-prediction, from 0 to 1', () =>
    expect([0, 1, Infinity].map((sigma) => vPrediction(sigma).noise)).toEqual([0, 0.5, 1]))

  it('is the given timestep elsewhere', () =>
    expect([epsilonPrediction, denoisedPrediction].map((of) => of((sigma) => sigma * 10)(3).noise)).toEqual([30, 30]))
})
