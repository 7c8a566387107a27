import { namedWeights, type StoredWeight, type Weights } from '@sigmastream/checkpoint'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { describeAutoencoderError } from '../../../src/autoencoder/errors.js'
import { openAutoencoder } from '../../../src/autoencoder/open.js'
import { decoderModel, encoderModel } from '../../../src/autoencoder/same/graph.js'
import { left, openTiny as openOobleck, recorded, right, silence } from '../support.js'
import { configOf, json, openTiny, type Size, sizes, tinyOptions } from './support.js'

const List = t.type({ 'model.safetensors': t.record(t.string, t.array(t.number)) })

/** The autoencoder's tensors of the real file, by name and shape. */
const published = (size: Size): readonly StoredWeight[] => {
  const list = json(`full-size-sa3-${size}/tensors.json`)
  if (!List.is(list)) throw new Error('tensors.json has another form')
  return Object.entries(list['model.safetensors']).flatMap(([name, shape]): StoredWeight[] => {
    const part = { type: 'float32', shape, file: '/none/model.safetensors', offset: 0, length: 0 } as const
    return name.startsWith('pretransform.') ? [{ name, shape, parts: [part] }] : []
  })
}

/** Weights that note down what is asked for. */
const noting = (weights: Weights, asked: Set<string>): Weights => ({
  ...weights,
  get: (name, shape) => (asked.add(name), weights.get(name, shape)),
  matrix: (name, shape) => (asked.add(name), weights.matrix(name, shape)),
})

describe.each(sizes)('the weights of SAME of the %s model', (size) => {
  it('are all asked for with the shapes of the published file, but for what is computed, or has no values', () => {
    const all = published(size)
    const asked = new Set<string>()
    const weights = noting(namedWeights(all), asked)
    const config = configOf(`full-size-sa3-${size}`)
    right(encoderModel(config, weights))
    right(decoderModel(config, weights))
    const unused = all.flatMap(({ name }) => (asked.has(name) || name.endsWith('.rope.inv_freq') ? [] : [name]))
    expect(unused).toEqual(['pretransform.model.bottleneck.noise_scaling_factor'])
    const { encoder, decoder } = config
    expect(asked.size).toBe(all.length - 1 - encoder.depth - decoder.depth)
  })

  it('are named where one is missing or has another shape, before any is read', async () => {
    const config = configOf(`full-size-sa3-${size}`)
    const open = async (weights: readonly StoredWeight[]) =>
      describeAutoencoderError(left(await openAutoencoder({ config, weights: namedWeights(weights), threads: 1 })()))
    const needed = published(size).filter(({ name }) => !/noise_scaling|inv_freq/.test(name))
    for (const { name } of [...needed.slice(0, 12), ...needed.slice(-12)]) {
      expect(await open(needed.filter((one) => one.name !== name))).toContain(name)
    }
    const wrong = needed.map((one) => (one.name.endsWith('decoder.layers.1.bias') ? { ...one, shape: [7] } : one))
    expect(await open(wrong)).toMatch(/decoder\.layers\.1\.bias.*\[7\]/)
  })

  it('are those of the half in use alone', async () => {
    const { config, weights } = await tinyOptions(size)
    const withoutDecoder: Weights = {
      ...weights,
      get: (name, shape) => {
        const found = right(weights.get(name, shape))
        const [part] = found.parts
        return name.includes('.decoder.')
          ? namedWeights([{ ...found, parts: [{ ...part, file: '/none/gone.safetensors' }] }]).get(name, shape)
          : weights.get(name, shape)
      },
    }
    const halved = right(await openAutoencoder({ config, weights: withoutDecoder, threads: 1 })())
    expect(right(await halved.encode(silence(128))()).latent.shape[2]).toBe(1)
    const z = right(await halved.encode(silence(128))()).latent
    expect(left(await halved.decode(z)())._tag).toBe('LoadFailed')
    await halved.close()
  })

  it('have no say in rotary frequencies, which may lie there as halves rounded before they were packed', async () => {
    const { weights } = await tinyOptions(size)
    const { width } = configOf(`tiny-sa3-${size}/checkpoint`).encoder
    const others: Weights = {
      ...weights,
      get: (name, shape) => {
        if (!name.endsWith('inv_freq')) return weights.get(name, shape)
        const [part] = right(weights.get(name.replace('rope.inv_freq', 'pre_norm.gamma'), [width])).parts
        return namedWeights([{ name, shape, parts: [{ ...part, shape, length: 4 * (shape[0] ?? 0) }] }]).get(
          name,
          shape,
        )
      },
    }
    const [usual, misled] = [await openTiny(size), await openTiny(size, { weights: others })]
    const sound = silence(700)
    const { latent } = right(await usual.encode(sound)())
    expect(right(await misled.encode(sound)()).latent).toEqual(latent)
    await Promise.all([usual, misled].map((one) => one.close()))
  })
})

describe('noise and chunks of the reference', () => {
  it('are refused by an autoencoder that has none', async () => {
    const oobleck = await openOobleck()
    expect(oobleck.noiseShapes('decoder', 1, 3)).toEqual({})
    const noisy = left(await oobleck.decode(recorded('vae.z'), { inferenceNoise: {} })())
    expect(describeAutoencoderError(noisy)).toBe(
      'decoder: inference noise; give none, since the reference adds none to this autoencoder',
    )
    const chunked = left(await oobleck.encode(silence(64), { chunks: 'reference' })())
    expect(describeAutoencoderError(chunked)).toBe(
      'encoder: the chunks of the reference; give "exact": they are those of Stable Audio 3',
    )
    await oobleck.close()
  })
})
