import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { namedWeights, readWeight, type StoredWeight } from '@sigmastream/checkpoint'
import { encodeModel, openSession } from '@sigmastream/onnx'
import { describe, expect, it } from 'vitest'
import { isCodingMatrix, isPackable } from '../../src/precision/matrices.js'
import { type Activations, activationsOf, type ShortRun } from '../../src/precision/measure/activations.js'
import { type AttentionSite, codingAttentions, networkAttentions } from '../../src/precision/measure/attentions.js'
import { codingActivationsOf } from '../../src/precision/measure/coding-activations.js'
import { measureAttentions } from '../../src/precision/measure/measured-attention.js'
import { signalToNoise } from '../../src/precision/measure/signal-to-noise.js'
import { configOf } from '../autoencoder/same/support.js'
import { type Raw, rewrite } from '../checkpoint/support.js'
import { sa3Conditioning, sa3Config, sa3Folder, sa3Recorded, sa3Stored } from '../dit/sa3-support.js'
import { distance, itemOf, storedIn } from '../dit/support.js'
import { inFolder, right } from './support.js'

const [get, config] = await Promise.all([sa3Recorded('medium'), sa3Config('medium')])
const text = sa3Conditioning(get)
const short: ShortRun = {
  conditioning: {
    crossAttention: itemOf(text.crossAttention, 0),
    global: itemOf(text.global, 0),
    guidance: { scale: 1 },
  },
  shape: [1, config.ioChannels, 6],
  schedule: { sigmas: [100, 1, 0] },
  seed: 3,
}

interface Looked {
  readonly activations: Activations
  readonly sites: readonly AttentionSite[]
}

const lookInto = async (stored: readonly StoredWeight[]): Promise<Looked> => {
  const matrices = stored.filter((weight) => isPackable(weight, 'int8') && !isCodingMatrix(weight))
  const options = { config, weights: namedWeights(stored), threads: 1 }
  const activations = right(await activationsOf(options, matrices, short, undefined)())
  return { activations, sites: networkAttentions(config, activations, short.conditioning.crossAttention) }
}

/** What a product of the run comes to, in plain numbers. */
const timesOut = async (
  activations: Activations,
  stored: readonly StoredWeight[],
  site: string,
): Promise<Float32Array> => {
  const name = `${site}.to_out.weight`
  const { width, data } = activations.get(name)?.() ?? { width: NaN, data: new Float32Array() }
  const matrix = right(await readWeight(namedWeights(stored), name, [width, width])())
  return data.map((_, at) => {
    const [row, output] = [at - (at % width), at % width]
    return Array.from(
      { length: width },
      (__, i) => (data[row + i] ?? NaN) * (matrix[output * width + i] ?? NaN),
    ).reduce((a, b) => a + b)
  })
}

const answerOf = async ({ output, feeds }: AttentionSite, stored: readonly StoredWeight[], folder: string) => {
  const model = right(encodeModel({ y: right(output(namedWeights(stored))) }))
  const session = right(await openSession(model, { threads: 1, externalFolder: folder })())
  const { y } = right(await session.run(feeds())().finally(session.close))
  if (y?.type !== 'float32') throw new Error('no attention')
  return y.data
}

const packing = (stored: readonly StoredWeight[], cache: string, precision: 'int8' | 'int4') =>
  ({ cache, identity: 'a-model', stored, precision }) as const

const decibelsOf = async (
  stored: readonly StoredWeight[],
  { sites }: Looked,
  precision: 'int8' | 'int4',
  kept: readonly string[],
): Promise<readonly number[]> =>
  inFolder(async (cache) =>
    right(await measureAttentions(sites, packing(stored, cache, precision), kept, 1)()).map(({ decibels }) => decibels),
  )

const [QKV, WIDTH] = ['model.model.transformer.layers.0.self_attn.to_qkv.weight', config.embedDim]

/** The second queries and keys of a block nearly the first: 1 % of what they are. */
const nearlyAlike = ({ shape, ...raw }: Raw, name: string): Raw => {
  const values = new Float32Array(new Uint8Array(raw.bytes).buffer)
  // q, k, v, q', k'
  if (name === QKV)
    for (let i = 0; i < 2 * WIDTH * WIDTH; i++)
      values[3 * WIDTH * WIDTH + i] = (values[i] ?? NaN) + 0.01 * (values[3 * WIDTH * WIDTH + i] ?? NaN)
  return { ...raw, shape, bytes: new Uint8Array(values.buffer) }
}

describe('attention that is a difference of two', async () => {
  const stored = await sa3Stored('medium')
  const looked = await lookInto(stored)

  it('is looked at as it is in the run: of each block what it attends to itself and to the text', async () => {
    const names = Array.from({ length: config.depth }, (_, i) => `model.model.transformer.layers.${i}`)
    expect(looked.sites.map(({ name }) => name)).toEqual(
      names.flatMap((name) => [`${name}.self_attn`, `${name}.cross_attn`]),
    )
    for (const site of looked.sites) {
      const ours = await answerOf(site, stored, `${sa3Folder('medium')}/checkpoint`)
      expect(distance(ours, [...(await timesOut(looked.activations, stored, site.name))])).toBeLessThan(1e-5)
    }
  })

  it('is looked at in both halves of an autoencoder, in a band and in chunks', async () => {
    for (const size of ['small', 'medium'] as const) {
      const [all, autoencoder] = [await sa3Stored(size), configOf(`tiny-sa3-${size}/checkpoint`)]
      const coding = all.filter(isCodingMatrix)
      const activations = right(await codingActivationsOf(autoencoder, namedWeights(all), coding, 1, 1, undefined)())
      const sites = codingAttentions(autoencoder, activations)
      expect(sites).toHaveLength(autoencoder.encoder.depth + autoencoder.decoder.depth)
      for (const site of sites.slice(autoencoder.decoder.depth - 1, autoencoder.decoder.depth + 1)) {
        const ours = await answerOf(site, all, `${sa3Folder(size)}/checkpoint`)
        expect(distance(ours, [...(await timesOut(activations, all, site.name))])).toBeLessThan(1e-5)
      }
    }
  })

  it('is none in another network', () => {
    const plain = { ...config, differential: false }
    expect(networkAttentions(plain, looked.activations, short.conditioning.crossAttention)).toEqual([])
  })

  it('holds in 8 bits, less so in 4, and wholly where its matrices are kept', async () => {
    const [eight, four] = [await decibelsOf(stored, looked, 'int8', []), await decibelsOf(stored, looked, 'int4', [])]
    expect(Math.min(...eight)).toBeGreaterThan(25)
    eight.forEach((decibels, i) => expect(four[i]).toBeLessThan(decibels - 10))
    const all = stored.map(({ name }) => name)
    expect(await decibelsOf(stored, looked, 'int8', all)).toEqual(looked.sites.map(() => Infinity))
  })

  it('loses what no product shows where the two are nearly alike', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'model.safetensors')
      await cp(`${sa3Folder('medium')}/checkpoint/model.safetensors`, file)
      await rewrite(file, nearlyAlike)
      const alike = await storedIn(file)
      const seen = await lookInto(alike)
      const [self = NaN, cross = NaN] = await decibelsOf(alike, seen, 'int8', [])
      const factors = alike.flatMap((matrix) => {
        const rows = matrix.name === QKV ? seen.activations.get(QKV) : undefined
        return rows === undefined ? [] : [{ matrix, rows: rows() }]
      })
      const [product = NaN] = right(await signalToNoise(factors, 'int8', 1, undefined)())
      expect(product).toBeGreaterThan(35)
      expect(self).toBeLessThan(10)
      expect(cross).toBeGreaterThan(25)
    }))
})
