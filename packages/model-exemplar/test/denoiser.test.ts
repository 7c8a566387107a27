import { batchItem, type Latent, stack } from '@sigmastream/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Exemplar, exemplarModel } from '../src/index.js'
import { stretchesOutside } from '../src/ranges.js'
import { farthest, latentOf, never, right, scatteredLatent, withModel } from './support.js'

/** Frames `start` to `start + size` of item `index`, frame by frame. */
const patchAt = (
  { shape: [, channels, frames], data }: Latent,
  index: number,
  start: number,
  size: number,
): readonly number[] =>
  Array.from(
    { length: size * channels },
    (_, i) => data[(index * channels + (i % channels)) * frames + start + Math.floor(i / channels)]!,
  )

/** All patches of exemplars that may be learnt. */
const patchesIn = (exemplars: readonly Exemplar[], window: number): readonly (readonly number[])[] =>
  exemplars.flatMap(({ latent, leaveOut }) =>
    Array.from({ length: latent.shape[0] }, (_, index) =>
      stretchesOutside(leaveOut, latent.shape[2])
        .filter(({ start, end }) => end - start >= 4)
        .flatMap(({ start, end }) =>
          Array.from({ length: Math.max(0, end - start - window + 1) }, (__, i) =>
            patchAt(latent, index, start + i, window),
          ),
        ),
    ).flat(),
  )

/**
 * The definition, in float64: the mean over the windows that cover a frame of sum_i softmax_i(-|x - p_i|^2 / 2 sigma^2)
 * p_i.
 */
const bruteForce = (exemplars: readonly Exemplar[], window: number, x: Latent, sigma: number): readonly number[] => {
  const [batch, channels, frames] = x.shape
  const patches = patchesIn(exemplars, window)
  const sums = Array.from({ length: batch * channels * frames }, () => 0)
  const counts = sums.slice()
  for (let index = 0; index < batch; index++) {
    for (let start = 0; start + window <= frames; start++) {
      const here = patchAt(x, index, start, window)
      const logits = patches.map(
        (patch) => -patch.reduce((sum, p, i) => sum + (here[i]! - p) ** 2, 0) / (2 * sigma * sigma),
      )
      const most = Math.max(...logits)
      const weights = logits.map((logit) => Math.exp(logit - most))
      const total = weights.reduce((a, b) => a + b, 0)
      for (let i = 0; i < window * channels; i++) {
        const at = (index * channels + (i % channels)) * frames + start + Math.floor(i / channels)
        sums[at] = sums[at]! + patches.reduce((sum, patch, n) => sum + (weights[n]! / total) * patch[i]!, 0)
        counts[at] = counts[at]! + 1
      }
    }
  }
  return sums.map((sum, i) => sum / counts[i]!)
}

const cases = fc.record({
  channels: fc.integer({ min: 1, max: 5 }),
  window: fc.integer({ min: 1, max: 7 }),
  frames: fc.integer({ min: 7, max: 300 }),
  lengths: fc.array(fc.integer({ min: 7, max: 20 }), { minLength: 1, maxLength: 3 }),
  gap: fc.nat(6),
  batch: fc.integer({ min: 1, max: 2 }),
  sigma: fc.double({ min: 0.05, max: 30, noNaN: true }),
  salt: fc.nat(1000),
})

describe('the denoiser', () => {
  it('equals the definition computed in double precision', () =>
    fc.assert(
      fc.asyncProperty(cases, async ({ channels, window, frames, lengths, gap, batch, sigma, salt }) => {
        const exemplars = lengths.map((length, i) => ({
          latent: scatteredLatent([1, channels, length + 8], salt + i),
          leaveOut: [{ start: length, end: length + (gap % 3) }],
        }))
        const x = scatteredLatent([batch, channels, frames], salt + 77)
        await withModel(right(exemplarModel({ exemplars, windowFrames: window })), async (denoiser) => {
          // Measured: a float32 product has an error of 1e-7, and the softmax sees it divided by sigma^2.
          const bound = 5e-7 * (1 + 1 / sigma ** 2)
          expect(
            farthest((await denoiser(x, sigma, never)).data, bruteForce(exemplars, window, x, sigma)),
          ).toBeLessThan(bound)
        })
      }),
      { numRuns: 12 },
    ))

  const exemplar = (latent: Latent): Exemplar => ({ latent, leaveOut: [] })
  const clip = scatteredLatent([1, 3, 40], 1)

  it('answers the only patch there is, whatever it is asked', async () => {
    const only = scatteredLatent([1, 3, 5], 2)
    await withModel(right(exemplarModel({ exemplars: [exemplar(only)], windowFrames: 5 })), async (denoiser) => {
      for (const sigma of [1e-3, 1, 1e3])
        expect(farthest((await denoiser(scatteredLatent([1, 3, 5], 3), sigma, never)).data, only.data)).toBeLessThan(
          1e-6,
        )
    })
  })

  it('answers an exemplar itself as sigma goes to 0, and the mean of the patches as it goes to infinity', async () => {
    await withModel(right(exemplarModel({ exemplars: [exemplar(clip)], windowFrames: 4 })), async (denoiser) => {
      for (const sigma of [0.1, 1e-3, 1e-10, 0])
        expect(farthest((await denoiser(clip, sigma, never)).data, clip.data)).toBeLessThan(1e-6)
      const far = latentOf([1, 3, 4], (await denoiser(scatteredLatent([1, 3, 4], 4), 1e12, never)).data)
      const patches = patchesIn([exemplar(clip)], 4)
      const mean = patches[0]!.map((_, i) => patches.reduce((sum, patch) => sum + patch[i]! / patches.length, 0))
      expect(farthest(patchAt(far, 0, 0, 4), mean)).toBeLessThan(1e-5)
    })
  })

  it('does not depend on the order of the exemplars', async () => {
    const clips = [1, 2, 3].map((salt) => exemplar(scatteredLatent([1, 3, 10 + salt], salt)))
    const x = scatteredLatent([1, 3, 30], 5)
    const answers = await Promise.all(
      [clips, clips.toReversed()].map((exemplars) =>
        withModel(right(exemplarModel({ exemplars, windowFrames: 5 })), (denoiser) => denoiser(x, 1, never)),
      ),
    )
    expect(farthest(answers[0]!.data, answers[1]!.data)).toBeLessThan(1e-5)
  })

  it('estimates each item of a batch as if it were alone, bit for bit', async () => {
    const items = [6, 7, 8].map((salt) => scatteredLatent([1, 3, 25], salt))
    await withModel(right(exemplarModel({ exemplars: [exemplar(clip)], windowFrames: 6 })), async (denoiser) => {
      const together = await denoiser(stack([items[0]!, ...items.slice(1)]), 0.8, never)
      for (const [i, one] of items.entries())
        expect(batchItem(together, i).data).toEqual((await denoiser(one, 0.8, never)).data)
    })
  })

  it('gives the same answer in one block of windows as in many', async () => {
    const x = scatteredLatent([1, 3, 700], 9)
    await withModel(right(exemplarModel({ exemplars: [exemplar(clip)], windowFrames: 6 })), async (denoiser) => {
      const whole = latentOf(x.shape, (await denoiser(x, 0.5, never)).data)
      for (const start of [0, 120, 250, 640]) {
        const part = latentOf(
          [1, 3, 60],
          Array.from({ length: 180 }, (_, i) => x.data[Math.floor(i / 60) * 700 + start + (i % 60)]!),
        )
        const estimate = await denoiser(part, 0.5, never)
        // the frames that only windows inside the part cover
        expect(farthest(patchAt(estimate, 0, 5, 50), patchAt(whole, 0, start + 5, 50))).toBeLessThan(1e-5)
      }
    })
  })

  it('rejects a latent that does not fit, an aborted call, and a call after the model is closed', async () => {
    const model = right(exemplarModel({ exemplars: [exemplar(clip)], windowFrames: 6 }))
    const open = right(await model.open(1)())
    await expect(open.denoiser(scatteredLatent([1, 2, 10], 1), 1, never)).rejects.toThrow(
      /3 channels in windows of 6 frames/,
    )
    await expect(open.denoiser(scatteredLatent([1, 3, 5], 1), 1, never)).rejects.toThrow(
      /3 channels in windows of 6 frames/,
    )
    await expect(open.denoiser(clip, 1, AbortSignal.abort())).rejects.toThrow(/aborted/)
    await open.close()
    await expect(open.denoiser(clip, 1, never)).rejects.toThrow(/closed/)
  })
})
