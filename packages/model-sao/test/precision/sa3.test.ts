import { namedWeights } from '@sigmastream/checkpoint'
import { batchItem } from '@sigmastream/core'
import { describe, expect, it } from 'vitest'
import { type Dit, openDit } from '../../src/dit/dit.js'
import { isPackable } from '../../src/precision/matrices.js'
import type { ShortRun } from '../../src/precision/measure/activations.js'
import { measure } from '../../src/precision/measure/measure.js'
import { packModel } from '../../src/precision/packed-weights.js'
import { PRECISIONS, type Precision } from '../../src/precision/precision.js'
import { configOf } from '../autoencoder/same/support.js'
import { sa3Conditioning, sa3Config, sa3Recorded, sa3Stored, sizes } from '../dit/sa3-support.js'
import { embeddingOf, itemOf, latentOf, noSignal } from '../dit/support.js'
import { inFolder, relative, right } from './support.js'

/**
 * As a share of the network's answer. Of a difference of two attentions the error is larger, as both have one, and what
 * is left is smaller.
 */
const bounds = {
  small: { fp32: 1e-5, 'fp16-weights': 5e-4, int8: 0.025, int4: 0.17 },
  medium: { fp32: 1e-5, 'fp16-weights': 6e-4, int8: 0.03, int4: 0.2 },
} as const

describe.each(sizes)('the transformer of Stable Audio 3 (%s)', async (size) => {
  const [get, config, stored] = await Promise.all([sa3Recorded(size), sa3Config(size), sa3Stored(size)])
  const opened = async (precision: Precision, cache: string): Promise<Dit> => {
    const weights =
      precision === 'fp32'
        ? namedWeights(stored)
        : right(await packModel({ cache, identity: 'a-model', stored, precision }, [], {})()).weights
    return right(await openDit({ config, weights, threads: 2, foldConstants: precision !== 'fp16-weights' })())
  }

  it.each(PRECISIONS)('in %s answers within its bound of PyTorch, and an item as it does alone', (precision) =>
    inFolder(async (cache) => {
      const dit = await opened(precision, cache)
      const local = embeddingOf(get('inpaint.local_add_cond'))
      const [x, t] = [latentOf(get('dit.x')), [...get('dit.t').data]]
      const ask = async (told: object) => right(dit.network(sa3Conditioning(get, told)))(x, t, noSignal)
      const [plain, filling] = [await ask({}), await ask({ local })]
      const { crossAttention, global, guidance } = sa3Conditioning(get)
      const one = { crossAttention: itemOf(crossAttention, 1), global: itemOf(global, 1), guidance }
      const alone = await right(dit.network(one))(batchItem(x, 1), t.slice(1), noSignal)
      await dit.close()
      expect(relative(plain, latentOf(get('dit.mixed.out')))).toBeLessThan(bounds[size][precision])
      expect(relative(filling, latentOf(get('dit.inpaint.out')))).toBeLessThan(bounds[size][precision])
      expect([...batchItem(plain, 1).data]).toEqual([...alone.data])
    }),
  )

  const short: ShortRun = {
    conditioning: {
      ...sa3Conditioning(get),
      crossAttention: itemOf(sa3Conditioning(get).crossAttention, 0),
      global: itemOf(sa3Conditioning(get).global, 0),
      guidance: { scale: 4 },
    },
    shape: [1, config.ioChannels, 6],
    schedule: { sigmas: [100, 1, 0.1, 0] },
    seed: 3,
  }

  it('is measured matrix by matrix, what frames are told as well', async () => {
    const weights = namedWeights(stored)
    const autoencoder = configOf(`tiny-sa3-${size}/checkpoint`)
    const [precision, least] = size === 'small' ? (['int8', 25] as const) : (['int4', 15] as const)
    await inFolder(async (cache) => {
      const packed = { cache, identity: 'a-model', stored, precision } as const
      const options = { config, autoencoder, weights, threads: 2 }
      const { matrices, attentions } = right(await measure(options, packed, least, short, {})())
      const packable = stored.filter((weight) => isPackable(weight, precision))
      expect(matrices.map(({ name }) => name)).toEqual(packable.map(({ name }) => name))
      expect(matrices.filter(({ decibels }) => !(decibels > least && decibels < 100))).toEqual([])
      const { encoder, decoder } = autoencoder
      const differences = encoder.depth + decoder.depth + (config.differential ? 2 * config.depth : 0)
      expect(attentions).toHaveLength(differences)
      expect(attentions.filter(({ decibels }) => !(decibels > least - 3 && decibels < 100))).toEqual([])
    })
  })
})
