import {
  denoiserOf,
  gaussianDenoiser,
  gaussianFlow,
  latents,
  linearDenoiser,
  linearFlow,
  mixtureDenoiser,
  models,
  peakOf,
  pointDenoiser,
  sameBits,
  shapes,
} from '@sigmastream/laws'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batchItem, build, combine, constant, type Denoiser, type Latent, toD } from '../src/index.js'
import { filled, never } from './support.js'

const x = filled(1, -2, 3, 0.5, 5, -6)

describe('the analytic denoisers', () => {
  /** The slope of a closed-form flow at sigma, by a central difference, and d = (x - denoised) / sigma there. */
  const slopes = async (flow: (to: number) => Latent, denoiser: Denoiser, sigma: number): Promise<number> => {
    const h = sigma * 0.01
    const measured = combine([1 / (2 * h), flow(sigma + h)], [-1 / (2 * h), flow(sigma - h)])
    const here = flow(sigma)
    return peakOf(combine([1, measured], [-1, toD({ sigma, x: here, denoised: await denoiser(here, sigma, never) })]))
  }

  it.each([0.1, 0.5, 1, 3, 10])('that have a flow are its slope at sigma %d', async (sigma) => {
    expect(await slopes((to) => gaussianFlow(0.5, 1.5, x, 2, to), gaussianDenoiser(0.5, 1.5), sigma)).toBeLessThan(2e-3)
    expect(await slopes((to) => linearFlow(0.3, 2, x, 2, to), linearDenoiser(0.3, 2), sigma)).toBeLessThan(2e-3)
    expect(await slopes((to) => linearFlow(1, 2, x, 2, to), linearDenoiser(1, 2), sigma)).toBeLessThan(2e-3)
  })

  it('answer x itself where there is no noise to speak of, and the mean where there is nothing else', async () => {
    const denoiser = gaussianDenoiser(0.5, 1)
    expect(peakOf(combine([1, await denoiser(x, 1e-6, never)], [-1, x]))).toBeLessThan(1e-6)
    expect(peakOf(combine([1, await denoiser(x, 1e6, never)], [-1, constant(x.shape, 0.5)]))).toBeLessThan(1e-6)
    expect(await pointDenoiser(x)(constant(x.shape, 9), 3, never)).toBe(x)
  })

  it('of a mixture with one component is the Gaussian, and of several goes to the nearest at little noise', async () => {
    const means = (...rows: readonly (readonly number[])[]): Latent =>
      build([rows.length, 2, 3], (out) => out.set(rows.flat()))
    const one = mixtureDenoiser({ means: means([0.5, 0.5, 0.5, 0.5, 0.5, 0.5]), weights: [1], deviation: 1 })
    const gaussian = await gaussianDenoiser(0.5, 1)(x, 2, never)
    expect(peakOf(combine([1, await one(x, 2, never)], [-1, gaussian]))).toBeLessThan(1e-6)
    const near = [...x.data]
    const two = mixtureDenoiser({
      means: means(
        near.map((value) => value + 40),
        near,
      ),
      weights: [0.999, 0.001],
      deviation: 1e-3,
    })
    expect(peakOf(combine([1, await two(x, 0.1, never)], [-1, x]))).toBeLessThan(1e-6)
    const far = filled(...near.map((value) => value + 15))
    expect(
      peakOf(combine([1, await two(far, 1e4, never)], [-1, filled(...near.map((value) => value + 40 * 0.999))])),
    ).toBeLessThan(0.01)
  })

  it('leave every item of a batch alone', async () => {
    const cases = fc.tuple(
      models,
      shapes({ batch: [2, 3] }).chain((shape) => latents(shape, 10)),
    )
    const holds = fc.assert(
      fc.asyncProperty(cases, async ([model, batch]) => {
        const denoiser = denoiserOf(model, batch.shape)
        const together = await denoiser(batch, 1.5, never)
        const alone = await denoiser(batchItem(batch, 1), 1.5, never)
        expect(sameBits(batchItem(together, 1), alone)).toBe(true)
      }),
    )
    await expect(holds).resolves.toBeUndefined()
  })
})
