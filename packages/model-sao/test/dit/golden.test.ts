import { combine, type Guidance } from '@sigmastream/core'
import { afterAll, describe, expect, it } from 'vitest'
import {
  conditioningOf,
  conditioningOfItem,
  distance,
  latentOf,
  layouts,
  noSignal,
  openTinyDit,
  recorded,
  right,
} from './support.js'

/** Of the largest recorded value. */
const TOLERANCE = 1e-5

const get = await recorded()

describe.each(layouts)('the diffusion transformer in the layout "%s"', async (layout) => {
  const dit = await openTinyDit(layout)
  afterAll(dit.close)

  const guidances: readonly (readonly [string, Guidance, boolean])[] = [
    ['dit.out', { scale: 1 }, false],
    ['dit.cfg1', { scale: 1 }, false],
    ['dit.cfg7', { scale: 7 }, false],
    ['dit.cfg7_phi0.75', { scale: 7, phi: 0.75 }, false],
    ['dit.cfg7_negative', { scale: 7 }, true],
  ]
  it.each(guidances)('answers %s as PyTorch does', async (name, guidance, negative) => {
    const network = right(dit.network(conditioningOf(get, guidance, negative)))
    const answer = await network(latentOf(get('dit.x')), [...get('dit.t').data], noSignal)
    expect(distance(answer.data, get(name).data)).toBeLessThan(TOLERANCE)
  })

  it.each([1, 7, 128])('answers %i frames as PyTorch does', async (frames) => {
    const network = right(dit.network(conditioningOfItem(get, { scale: 1 })))
    const answer = await network(latentOf(get(`dit.len${frames}.x`)), [get('dit.t').data[0] ?? NaN], noSignal)
    expect(distance(answer.data, get(`dit.len${frames}.out`).data)).toBeLessThan(TOLERANCE)
  })

  const sigmas = [500, 80, 3, 0.3].map((sigma, i) => [sigma, i] as const)
  it.each(sigmas)('denoises at sigma %d as k-diffusion does', async (sigma, i) => {
    const denoiser = right(dit.denoiser(conditioningOf(get, { scale: 7 })))
    const denoised = await denoiser(latentOf(get(`vdenoiser.${i}.x`)), sigma, noSignal)
    expect(distance(denoised.data, get(`vdenoiser.${i}.denoised`).data)).toBeLessThan(TOLERANCE)
  })

  it('has a scale that is a function of sigma, or a number for each frame', async () => {
    const x = latentOf(get('vdenoiser.2.x'))
    const answerOf = async (scale: Guidance['scale']) =>
      right(dit.denoiser(conditioningOf(get, { scale })))(x, 3, noSignal)
    const expected = get('vdenoiser.2.denoised').data
    const [, , frames] = x.shape
    expect(distance((await answerOf((sigma) => (sigma === 3 ? 7 : 1))).data, expected)).toBeLessThan(TOLERANCE)
    expect(distance((await answerOf(new Float32Array(frames).fill(7))).data, expected)).toBeLessThan(TOLERANCE)
    const half = await answerOf(Float32Array.from({ length: frames }, (_, i) => (i < frames / 2 ? 7 : 1)))
    const plain = (await answerOf(1)).data
    const parts = (of: typeof half.data, first: boolean) =>
      of.slice().filter((_, i) => i % frames < frames / 2 === first)
    expect(distance(parts(half.data, true), parts(expected, true))).toBeLessThan(TOLERANCE)
    expect(distance(parts(half.data, false), parts(plain, false))).toBeLessThan(TOLERANCE)
    await expect(answerOf(Float32Array.of(7, 1, 2))).rejects.toThrow('a scale of guidance for 3 frames; give one for')
  })

  it('is asked under several branches in one batch, for guidance outside of the graph', async () => {
    const x = latentOf(get('vdenoiser.2.x'))
    const [batch] = x.shape
    const asked: (readonly string[])[] = []
    const denoiser = right(
      dit.denoiser({
        ...conditioningOf(get, { scale: 1 }),
        through: (branches, output) => async (at, sigma, signal) => {
          const names = ['toward', 'away', 'neutral'] as const
          asked.push(names)
          const [toward, away, neutral] = await branches(at, sigma, names, signal)
          if (toward === undefined || away === undefined || neutral === undefined) throw new Error('too few answers')
          // Without a negative prompt what is led away from is no conditioning.
          expect(distance(away.data, neutral.data)).toBeLessThan(TOLERANCE)
          const network = right(dit.network(conditioningOf(get, { scale: 1 })))
          const t = Array.from({ length: batch }, () => (2 * Math.atan(sigma)) / Math.PI)
          const answer = await network(combine([1 / Math.hypot(1, sigma), at]), t, signal)
          const weights = output(sigma)
          const from = combine([weights.x, at], [weights.denoised, toward])
          expect(distance(from.data, answer.data)).toBeLessThan(TOLERANCE)
          return combine([7, toward], [-6, away])
        },
      }),
    )
    const denoised = await denoiser(x, 3, noSignal)
    expect(asked).toHaveLength(1)
    expect(distance(denoised.data, get('vdenoiser.2.denoised').data)).toBeLessThan(TOLERANCE)
  })
})
