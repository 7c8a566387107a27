import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exemplarModel } from '../src/index.js'
import { stepsOf } from '../src/steps.js'
import { latentOf, never, right, scatteredLatent, withModel } from './support.js'

describe('the steps of a gap', () => {
  const gaps = fc
    .record({ start: fc.nat(20), length: fc.integer({ min: 1, max: 200 }), most: fc.integer({ min: 1, max: 60 }) })
    .map(({ start, length, most }) => ({ gap: { start, end: start + length }, most }))

  it('are the gap, none longer than it may be, from what is known outward', () =>
    fc.assert(
      fc.property(gaps, ({ gap, most }) => {
        const steps = stepsOf(gap, most)
        const inOrder = gap.start === 0 ? steps.toReversed() : steps
        expect([inOrder[0]?.start, inOrder.at(-1)?.end]).toEqual([gap.start, gap.end])
        expect(inOrder.slice(1).map(({ start }) => start)).toEqual(inOrder.slice(0, -1).map(({ end }) => end))
        expect(steps.every(({ start, end }) => end > start && end - start <= most)).toBe(true)
      }),
    ))
})

describe('a model of a gap in steps', () => {
  const period = 10
  const pattern = scatteredLatent([1, 4, period], 1)
  /** The pattern over and over, from frame 0 on. */
  const repeated = (frames: number) =>
    latentOf(
      [1, 4, frames],
      Array.from(
        { length: 4 * frames },
        (_, i) => pattern.data[Math.floor(i / frames) * period + ((i % frames) % period)]!,
      ),
    )

  const modelFor = (frames: number, gap: { readonly start: number; readonly end: number }, inSteps: boolean) => {
    const reference = repeated(frames)
    return exemplarModel({
      exemplars: [{ latent: reference, leaveOut: [gap] }],
      windowFrames: 8,
      surroundings: { reference, gaps: [gap], inSteps },
    })
  }

  it.each([
    ['behind what is known', { start: 60, end: 300 }],
    ['before it', { start: 0, end: 240 }],
  ])('goes on with the pattern, in step, over four times what is known, %s', async (_, gap) => {
    const model = right(modelFor(300, gap, true))
    const reference = repeated(300)
    const noise = scatteredLatent(reference.shape, 3)
    const { max } = model.sigmaRange
    await withModel(model, async (denoiser) => {
      const drowned = latentOf(
        reference.shape,
        noise.data.slice().map((value) => value * max),
      )
      const estimate = await denoiser(drowned, max, never)
      const energy = (values: Float32Array): number => values.reduce((sum, value) => sum + value * value, 0)
      const error = estimate.data.slice().map((value, i) => value - reference.data[i]!) // of equal length
      expect(energy(error) / energy(reference.data.slice())).toBeLessThan(0.02)
    })
  })

  it('is the plain one, bit for bit, where one step is enough', async () => {
    const gap = { start: 60, end: 75 }
    const x = scatteredLatent([1, 4, 100], 4)
    const [plain, stepped] = await Promise.all(
      [false, true].map((inSteps) =>
        withModel(right(modelFor(100, gap, inSteps)), (denoiser) => denoiser(x, 3, never)),
      ),
    )
    expect(stepped).toEqual(plain)
  })
})
