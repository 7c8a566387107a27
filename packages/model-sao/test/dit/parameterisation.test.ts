import { build, combine, latent, orThrow } from '@sigmastream/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Network } from '../../src/dit/network.js'
import { denoiserOf } from '../../src/dit/parameterisation.js'
import { distance, noSignal } from './support.js'

const values = fc.array(fc.float({ min: -3, max: 3, noNaN: true }), { minLength: 12, maxLength: 12 })
const latents = values.map((list) => orThrow(latent([2, 2, 3], list)))
const sigmas = fc.double({ min: 0.05, max: 500, noNaN: true })

const ones = build([2, 2, 3], (out) => out.fill(1))

describe('the denoiser of a network', () => {
  it('gives the clean latent that a v-network has in mind', () =>
    fc.assert(
      fc.asyncProperty(latents, latents, sigmas, async (clean, noise, sigma) => {
        const network: Network = async (x, [t = NaN]) => {
          const [alpha, level] = [Math.cos((Math.PI * t) / 2), Math.sin((Math.PI * t) / 2)]
          const found = combine([1 / level, x], [-alpha / level, clean])
          return combine([alpha, found], [-level, clean])
        }
        const denoised = await denoiserOf(network, 'v')(combine([1, clean], [sigma, noise]), sigma, noSignal)
        expect(distance(combine([1, denoised], [10, ones]).data, combine([1, clean], [10, ones]).data)).toBeLessThan(
          1e-5,
        )
      }),
    ))

  it.each(['rectified_flow', 'rf_denoiser'] as const)(
    'gives the clean latent that a %s network has in mind',
    (objective) =>
      fc.assert(
        fc.asyncProperty(latents, latents, sigmas, async (clean, noise, sigma) => {
          const network: Network = async (x, [t = NaN]) => {
            const found = combine([1 / t, x], [-(1 - t) / t, clean])
            return combine([1, found], [-1, clean])
          }
          const denoised = await denoiserOf(network, objective)(combine([1, clean], [sigma, noise]), sigma, noSignal)
          expect(distance(combine([1, denoised], [10, ones]).data, combine([1, clean], [10, ones]).data)).toBeLessThan(
            1e-5,
          )
        }),
      ),
  )

  it('asks about every item at the same time, which is 0 where there is no noise and 1 where there is nothing else', async () => {
    const asked: (readonly number[])[] = []
    const network: Network = async (x, t) => {
      asked.push(t)
      return x
    }
    for (const objective of ['v', 'rectified_flow'] as const)
      for (const sigma of [0, 1, 1e12]) await denoiserOf(network, objective)(ones, sigma, noSignal)
    expect(asked.map((t) => t.map((time) => Math.round(time * 1e9) / 1e9))).toEqual(
      [0, 0.5, 1, 0, 0.5, 1].map((t) => [t, t]),
    )
  })

  it.each(['v', 'rectified_flow'] as const)('gives x itself at sigma 0, bit for bit (%s)', (objective) =>
    fc.assert(
      fc.asyncProperty(latents, async (x) => {
        expect((await denoiserOf(async () => ones, objective)(x, 0, noSignal)).data).toEqual(x.data)
      }),
    ),
  )
})
