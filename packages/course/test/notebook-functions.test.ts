import { combine, constant, type Denoiser, type Latent, describeSampleError as say, toD } from '@sigmastream/core'
import {
  simpleSample,
  simpleSampleInpaint,
  simpleSampleStyleTransfer,
  simpleSampleVariableInpaint,
} from '@sigmastream/course'
import {
  engineOf,
  type Inpainting,
  inpaintings,
  mustBeNear,
  mustHaveSameBits,
  orThrow,
  peakOf,
  stepSubject,
  testNoise,
} from '@sigmastream/laws'
import { euler } from '@sigmastream/samplers'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'

const cases = inpaintings(stepSubject('euler', euler()), { end: 'zero' })
const property = (holds: (one: Inpainting) => Promise<void>) => fc.assert(fc.asyncProperty(cases, holds))
const startOf = ({ scene: { seed, shape, sigmas } }: Inpainting): Latent => {
  const at = { index: 0, of: 8, from: sigmas[0] ?? 1, to: sigmas[1] ?? 0 }
  return combine([at.from, testNoise(seed)({ lane: 'start', at, shape })])
}

/** The notebook's loop, written out: what the compositions must be equal to. */
const byHand = async (model: Denoiser, start: Latent, sigmas: readonly number[]): Promise<Latent> => {
  let x = start
  for (const [i, to] of sigmas.slice(1).entries()) {
    const from = sigmas[i] ?? NaN
    const d = toD({ sigma: from, x, denoised: await model(x, from, new AbortController().signal) })
    x = { shape: x.shape, data: Float32Array.from(x.data, (value, k) => value + (d.data[k] ?? NaN) * (to - from)) }
  }
  return x
}

describe('the functions of the notebook', () => {
  it('simpleSample is the loop of the notebook, to the rounding of its d, which it stores in float32', () =>
    property(async (one) => {
      const { denoiser } = engineOf(one.scene)
      const ours = orThrow(await simpleSample(denoiser, startOf(one), one.scene.sigmas)())
      const theirs = await byHand(denoiser, startOf(one), one.scene.sigmas)
      const size = peakOf(startOf(one)) + peakOf(theirs) + 2 * one.scene.sigmas.length
      mustBeNear('the result', ours, theirs, size * one.scene.sigmas.length * 2 ** -22)
    }))

  it('inpainting keeps the reference bit for bit where the mask is 0', () =>
    property(async (one) => {
      const { denoiser, noise } = engineOf(one.scene)
      const { data } = orThrow(
        await simpleSampleInpaint(denoiser, startOf(one), one.scene.sigmas, one.reference, one.mask, { noise })(),
      )
      const kept = [...one.mask.data].flatMap((value, i) => (value === 0 ? [i] : []))
      expect(kept.map((i) => data[i])).toEqual(kept.map((i) => one.reference.data[i]))
    }))

  it('paintStart 0 and paintEnd sigmas.length - 1 is the full inpaint, bit for bit', () =>
    property(async (one) => {
      const { denoiser, noise } = engineOf(one.scene)
      const { sigmas } = one.scene
      const full = orThrow(
        await simpleSampleInpaint(denoiser, startOf(one), sigmas, one.reference, one.mask, { noise })(),
      )
      const painting = { noise, paintStart: 0, paintEnd: sigmas.length - 1 }
      const windowed = orThrow(
        await simpleSampleVariableInpaint(denoiser, startOf(one), sigmas, one.reference, one.mask, painting)(),
      )
      mustHaveSameBits('the result', windowed, full)
    }))

  it('an empty paint window is simpleSample, bit for bit', () =>
    property(async (one) => {
      const { denoiser, noise } = engineOf(one.scene)
      const painting = { noise, paintStart: 1, paintEnd: 1 }
      const none = orThrow(
        await simpleSampleVariableInpaint(
          denoiser,
          startOf(one),
          one.scene.sigmas,
          one.reference,
          one.mask,
          painting,
        )(),
      )
      mustHaveSameBits('the result', none, orThrow(await simpleSample(denoiser, startOf(one), one.scene.sigmas)()))
    }))

  it('transferStrength 1 is the reference, and 0 is plain generation from the same noise', () =>
    property(async (one) => {
      const { denoiser, noise } = engineOf(one.scene)
      const { sigmas } = one.scene
      const all = orThrow(
        await simpleSampleStyleTransfer(denoiser, sigmas, one.reference, { noise, transferStrength: 1 })(),
      )
      expect(all).toBe(one.reference)
      const none = orThrow(
        await simpleSampleStyleTransfer(denoiser, sigmas, one.reference, { noise, transferStrength: 0 })(),
      )
      mustHaveSameBits('the result', none, orThrow(await simpleSample(denoiser, startOf(one), sigmas)()))
    }))

  it('toD is (x - denoised) / sigma', () => {
    const x = constant([1, 1, 3], 5)
    mustBeNear('d', toD({ sigma: 2, x, denoised: constant([1, 1, 3], 1) }), constant([1, 1, 3], 2), 0)
  })

  it('what is wrong comes back as a value that says what would be right', async () => {
    const x = constant([1, 1, 2], 0)
    const engine = { denoiser: () => Promise.resolve(x), noise: testNoise(1) }
    const rising = await simpleSample(engine.denoiser, x, [1, 2, 0])()
    expect(E.isLeft(rising) && say(rising.left)).toBe(
      'schedule: 2 at place 1 after 1; give at least two finite sigmas that fall strictly, the last of them 0 or more: ' +
        '1,0 is the list with only what lies below its start',
    )
    const strange = await simpleSample(() => Promise.resolve(constant([1, 1, 2], NaN)), x, [1, 0])()
    expect(E.isLeft(strange) && strange.left._tag).toBe('NonFinite')
  })
})
