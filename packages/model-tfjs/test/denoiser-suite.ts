import {
  build,
  chain,
  constant,
  type Denoiser,
  denoise,
  eulerStep,
  fromLatent,
  type Latent,
  orThrow,
  plan,
  run,
  type Shape,
  score,
} from '@sigmastream/core'
import { gaussianDenoiser } from '@sigmastream/core/analytic'
import { assertLaw, denoiserLaws, latents, mustBeNear, shapes, testNoise } from '@sigmastream/laws'
import type * as core from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { epsilonPrediction, fromFunction, fromModel, precondition } from '../src/index.js'
import { gaussianGraph } from './graph-model.js'
import { countedCalls, growth, noGrowth } from './growth.js'
import { noiseModel, shareOfNoise, twoOutputs } from './layers-models.js'

const signal = new AbortController().signal
const exact = gaussianDenoiser(0, 1)
const shape: Shape = [2, 4, 5]
const filled = build(shape, (out) => out.forEach((_, i) => (out[i] = i - 20)))

/** Three steps of Euler from `filled`, by the loop of the framework. */
const sampled = (denoiser: Denoiser, until = signal) => {
  const of = orThrow(plan({ step: chain(denoise, score, eulerStep), schedule: [8, 4, 2, 1], shape }))
  return run({ ...of, start: fromLatent(filled) }, { denoiser, noise: testNoise(1) }, until)()
}

/** What holds of denoisers on any engine. */
export const denoiserSuite = (tf: typeof core): void => {
  const layers = noiseModel()
  const graph = gaussianGraph()
  const two = twoOutputs()
  const inputs = (x: core.Tensor3D, share: core.Tensor) => [tf.transpose(x, [0, 2, 1]), tf.reshape(share, [-1, 1, 1])]
  const output = (y: core.Tensor) => tf.transpose(y, [0, 2, 1])
  const denoisers: readonly (readonly [string, Denoiser])[] = [
    ['a function', fromFunction(tf, (x, sigma) => tf.div(x, 1 + sigma ** 2))],
    [
      'a LayersModel of channels last that predicts the noise',
      precondition(epsilonPrediction(shareOfNoise), fromModel(tf, layers, { inputs, output })),
    ],
    ['a GraphModel of named inputs', fromModel(tf, graph, { inputs: (x, sigma) => ({ x, sigma }) })],
  ]

  it.each(denoisers)('%s writes into no latent', async (name, denoiser) => {
    for (const law of denoiserLaws({ name, denoiser, shape })) await assertLaw(law, { runs: 5 })
  })

  describe.each(denoisers)('%s', (_, denoiser) => {
    it('is the denoiser that it says', () =>
      fc.assert(
        fc.asyncProperty(
          shapes({ channels: [4, 4] }).chain((of) => latents(of, 100)),
          fc.double({ min: 0.01, max: 500, noNaN: true }),
          async (x, sigma) =>
            mustBeNear('denoised', await denoiser(x, sigma, signal), await exact(x, sigma, signal), 1e-4),
        ),
        { numRuns: 30 },
      ))

    it('runs under the loop', async () => {
      mustBeNear('sampled', orThrow(await sampled(denoiser)).x, orThrow(await sampled(exact)).x, 1e-5)
    })

    it(`leaves nothing behind in ${countedCalls} calls`, async () => {
      expect(await growth(tf, () => denoiser(filled, 3, signal))).toEqual(noGrowth)
    })

    it('keeps calls at one time apart', async () => {
      const together = await Promise.all([denoiser(filled, 1, signal), denoiser(filled, 2, signal)])
      expect(together).toEqual([await denoiser(filled, 1, signal), await denoiser(filled, 2, signal)])
    })

    it('leaves x unchanged', async () => {
      const x: Latent = { shape, data: filled.data.slice() }
      await denoiser(x, 3, signal)
      expect(x).toEqual(filled)
    })
  })

  type Failure = readonly [string, (x: core.Tensor3D) => core.Tensor, RegExp]
  const failures: readonly Failure[] = [
    ['another dtype', (x) => tf.cast(tf.neg(x), 'int32'), /answered in int32; give float32/],
    ['four dimensions', (x) => tf.expandDims(tf.neg(x), 3), /shape \[2, 4, 5, 1\]; give \[batch, channels, frames\]/],
    ['an error of its own', (x) => tf.matMul(tf.neg(x), tf.ones([3, 3])), /matMul|Matrix size-incompatible/],
  ]

  describe.each(failures)('a function that gives %s', (_, f, message) => {
    const denoiser = fromFunction(tf, f)

    it('fails the step with what was wrong', async () => {
      const failed = await sampled(denoiser)
      expect(failed).toMatchObject({
        left: { _tag: 'DenoiserFailed', step: 0, message: expect.stringMatching(message) },
      })
    })

    it(`leaves nothing behind in ${countedCalls} calls`, async () => {
      expect(await growth(tf, () => denoiser(filled, 3, signal).catch(() => null))).toEqual(noGrowth)
    })
  })

  it('an answer of another shape is a mismatch, also behind a preconditioning', async () => {
    const half = fromFunction(tf, (x) => tf.slice(x, [0, 0, 0], [2, 2, 5]))
    const mismatch = { _tag: 'ShapeMismatch', where: 'the denoiser', actual: [2, 2, 5], expected: shape }
    for (const denoiser of [half, precondition(epsilonPrediction(shareOfNoise), half)])
      expect(await sampled(denoiser)).toMatchObject({ left: mismatch })
  })

  it("the caller's own tensor stays the caller's, also where it is the answer", async () => {
    const own = tf.ones([...shape])
    const denoiser = fromFunction(tf, () => own)
    await denoiser(filled, 1, signal)
    expect(await denoiser(filled, 1, signal)).toEqual(constant(shape, 1))
    expect(own.isDisposed).toBe(false)
    own.dispose()
  })

  it('the answer is the latent alone, not the memory of a tensor', async () => {
    const own = tf.ones([1, 1, 3])
    const { data } = await fromFunction(tf, () => own)(constant([1, 1, 3], 0), 1, signal)
    const memory = await own.data()
    memory.fill(5)
    expect([...data]).toEqual([1, 1, 1])
    own.dispose()
  })

  it('an abort between two calls ends the run, and nothing more is called', async () => {
    const stop = new AbortController()
    const sigmas: number[] = []
    const denoiser = fromFunction(tf, (x, sigma) => {
      sigmas.push(sigma)
      if (sigma === 4) stop.abort()
      return tf.mul(x, 0.5)
    })
    expect(await sampled(denoiser, stop.signal)).toMatchObject({ left: { _tag: 'Aborted' } })
    await expect(denoiser(filled, 1, stop.signal)).rejects.toThrow('aborted')
    expect(sigmas).toEqual([8, 4])
  })

  it('a model of several outputs is refused, and leaves nothing behind', async () => {
    const denoiser = fromModel(tf, two, { inputs })
    await expect(denoiser(filled, 1, signal)).rejects.toThrow('the model has 2 outputs; give one of a single output')
    expect(await growth(tf, () => denoiser(filled, 1, signal).catch(() => null))).toEqual(noGrowth)
  })
}
