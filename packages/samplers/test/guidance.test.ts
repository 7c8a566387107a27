import { constant, describeSampleError, type Latent } from '@sigmastream/core'
import { latents, sameBits } from '@sigmastream/laws'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ConditionalDenoiser, denoiserUnder, guidedDenoiser, rescaleGuidance } from '../src/index.js'

const shape = [2, 3, 4] as const
const signal = new AbortController().signal

/** A conditional model that remembers what it was asked: its answer is the condition, everywhere. */
const remembering = () => {
  const asked: (readonly number[])[] = []
  const model: ConditionalDenoiser<number> = (x, _, conditions) => {
    asked.push(conditions)
    return Promise.resolve(conditions.map((condition) => constant(x.shape, condition)))
  }
  return { asked, model }
}

const x = constant(shape, 0)

describe('guidance', () => {
  it('is away + scale (toward - away)', async () => {
    const denoiser = guidedDenoiser(remembering().model, { toward: 3, away: 1, scale: 7 })
    expect([...(await denoiser(x, 5, signal)).data]).toEqual(Array.from({ length: 24 }, () => 15))
  })

  it('of scale 1 is the conditional answer, and computes no second branch', async () => {
    const { asked, model } = remembering()
    const denoiser = guidedDenoiser(model, { toward: 3, away: 1, scale: 1, phi: 0.5 })
    expect(sameBits(await denoiser(x, 5, signal), await denoiserUnder(model, 3)(x, 5, signal))).toBe(true)
    expect(asked).toEqual([[3], [3]])
  })

  it('of scale 0 is what it leads away from, be it empty or a negative condition', async () => {
    const denoiser = guidedDenoiser(remembering().model, { toward: 3, away: -2, scale: 0 })
    expect((await denoiser(x, 5, signal)).data[0]).toBe(-2)
  })

  it('outside its interval of sigmas computes no second branch, and both ends are inside', async () => {
    const { asked, model } = remembering()
    const denoiser = guidedDenoiser(model, { toward: 3, away: 1, scale: 7, within: { low: 1, high: 4 } })
    const answers = await Promise.all(
      [5, 4, 2, 1, 0.5].map(async (sigma) => (await denoiser(x, sigma, signal)).data[0]),
    )
    expect(answers).toEqual([3, 15, 15, 15, 3])
    expect(asked.map(({ length }) => length)).toEqual([1, 2, 2, 2, 1])
  })

  it('rescaled by phi 1 has the deviation over channels of the conditional answer, at every frame of every item', () =>
    fc.assert(
      fc.property(latents(shape, 10), latents(shape, 10), (loud, conditional) => {
        const out = rescaleGuidance(loud, conditional, 1)
        for (let item = 0; item < 2; item++)
          for (let frame = 0; frame < 4; frame++) {
            const [before, wanted, got] = [loud, conditional, out].map((latent) => deviation(latent, item, frame))
            expect(got).toBeCloseTo((before ?? 0) > 1e-3 ? (wanted ?? 0) : (got ?? 0), 3)
          }
      }),
    ))

  it('rescaled by phi 0 is untouched, and a constant over channels does not become NaN', () => {
    const loud = constant(shape, 4)
    expect(rescaleGuidance(loud, x, 0)).toBe(loud)
    expect([...rescaleGuidance(loud, x, 0.7).data].every((value) => value === 4)).toBe(true)
  })

  it('refuses what is no guidance', () => {
    const { model } = remembering()
    const bad = [{ scale: NaN }, { phi: 1.5 }, { phi: -1 }, { within: { low: 3, high: 1 } }]
    const refusals = bad.map((of) => guidedDenoiser(model, { toward: 1, away: 0, scale: 7, ...of }))
    expect(refusals.map(({ refusal }) => (refusal === undefined ? '' : describeSampleError(refusal)))).toEqual([
      'guidance: a scale of NaN; give a finite number; 1 is no guidance',
      'guidance: phi 1.5; give a number from 0 to 1',
      'guidance: phi -1; give a number from 0 to 1',
      'guidance: sigmas from 3 to 1; give low <= high',
    ])
  })

  it('says so where the model answers too few', async () => {
    const denoiser = guidedDenoiser(() => Promise.resolve([]), { toward: 3, away: 1, scale: 7 })
    await expect(denoiser(x, 5, signal)).rejects.toThrow('the model gave 0 answers')
  })
})

/** The unbiased standard deviation over channels. */
const deviation = ({ data, shape: [, channels, frames] }: Latent, item: number, frame: number): number => {
  const values = Array.from({ length: channels }, (_, c) => data[(item * channels + c) * frames + frame] ?? 0)
  const mean = values.reduce((a, b) => a + b, 0) / channels
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (channels - 1))
}
