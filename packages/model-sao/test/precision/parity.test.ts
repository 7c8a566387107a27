import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { namedWeights, type StoredWeight } from '@sigmastream/checkpoint'
import { batchItem, type Latent, latent, orThrow } from '@sigmastream/core'
import { afterAll, describe, expect, it } from 'vitest'
import type { Conditioning } from '../../src/dit/conditioning.js'
import type { DitConfig } from '../../src/dit/config.js'
import { type Dit, openDit } from '../../src/dit/dit.js'
import { packModel } from '../../src/precision/packed-weights.js'
import { PRECISIONS, type Precision } from '../../src/precision/precision.js'
import {
  conditioningOf,
  conditioningOfItem,
  configOf,
  latentOf,
  layouts,
  noSignal,
  openTiny,
  recorded,
} from '../dit/support.js'
import { fullWidth } from './full-width.js'
import { inFolder, relative, right } from './support.js'

interface Model {
  readonly config: DitConfig
  readonly stored: readonly StoredWeight[]
}

const tiny = async (layout: (typeof layouts)[number]): Promise<Model> => {
  const checkpoint = await openTiny(layout)
  return { config: configOf(checkpoint), stored: checkpoint.stored }
}

const opened = async ({ config, stored }: Model, precision: Precision, cache: string): Promise<Dit> => {
  if (precision === 'fp32') return right(await openDit({ config, weights: namedWeights(stored), threads: 2 })())
  const { weights } = right(await packModel({ cache, identity: 'a-model', stored, precision }, [], {})())
  return right(await openDit({ config, weights, threads: 2, foldConstants: precision !== 'fp16-weights' })())
}

/**
 * The bounds of each precision, as a share of the network's answer: without guidance, and with a scale of 7, which
 * multiplies a difference between its two branches by as much.
 */
const bounds = {
  fp32: { plain: 1e-5, guided: 1e-4 },
  'fp16-weights': { plain: 5e-4, guided: 1e-3 },
  int8: { plain: 0.025, guided: 0.1 },
  int4: { plain: 0.17, guided: 0.3 },
} as const

const get = await recorded()

describe.each(PRECISIONS)('the tiny checkpoint in %s', (precision) => {
  const { plain, guided } = bounds[precision]

  it.each(layouts)('answers within its bound of PyTorch, from the layout "%s"', (layout) =>
    inFolder(async (cache) => {
      const dit = await opened(await tiny(layout), precision, cache)
      const asked = async (scale: number): Promise<Latent> =>
        right(dit.network(conditioningOf(get, { scale })))(latentOf(get('dit.x')), [...get('dit.t').data], noSignal)
      const answers = [await asked(1), await asked(7)] as const
      await dit.close()
      expect(relative(answers[0], latentOf(get('dit.out')))).toBeLessThan(plain)
      expect(relative(answers[1], latentOf(get('dit.cfg7')))).toBeLessThan(guided)
    }),
  )

  it('gives an item the bits that it has alone', () =>
    inFolder(async (cache) => {
      const dit = await opened(await tiny('checkpoint'), precision, cache)
      const x = latentOf(get('dit.x'))
      const times = [...get('dit.t').data]
      const together = await right(dit.network(conditioningOf(get, { scale: 7 })))(x, times, noSignal)
      const alone = await Promise.all(
        times.map((t, i) =>
          right(dit.network(conditioningOfItem(get, { scale: 7 }, i)))(batchItem(x, i), [t], noSignal),
        ),
      )
      await dit.close()
      alone.forEach((one, i) => expect([...one.data]).toEqual([...batchItem(together, i).data]))
    }))
})

describe('one block at full width, with random weights', async () => {
  const FRAMES = 8
  const wave = (count: number, phase: number): Float32Array =>
    Float32Array.from({ length: count }, (_, i) => Math.sin(i * i * 0.37 + phase) * 1.3)
  const x = (items: number): Latent =>
    orThrow(
      latent([items, 64, FRAMES], [...wave(64 * FRAMES, 0), ...wave(64 * FRAMES, 1)].slice(0, items * 64 * FRAMES)),
    )
  const conditioning = (items: number): Conditioning => ({
    crossAttention: {
      dims: [items, 130, 768],
      data: Float32Array.from([...wave(130 * 768, 2), ...wave(130 * 768, 3)].slice(0, items * 130 * 768)),
    },
    global: {
      dims: [items, 1536],
      data: Float32Array.from([...wave(1536, 4), ...wave(1536, 5)].slice(0, items * 1536)),
    },
    guidance: { scale: 7 },
  })
  const answersOf =
    (dit: Dit) =>
    async (items: number): Promise<Latent> =>
      right(dit.network(conditioning(items)))(
        x(items),
        Array.from({ length: items }, () => 0.4),
        noSignal,
      )

  const folder = await mkdtemp(join(tmpdir(), 'sigmastream-full-width-'))
  const model = await fullWidth(folder)
  const exact = await opened(model, 'fp32', folder)
  const expected = await answersOf(exact)(1)
  afterAll(async () => {
    await exact.close()
    await rm(folder, { recursive: true, force: true })
  })

  it.each(PRECISIONS)(
    'in %s answers within the bound of guidance, and an item beside another as it does alone',
    async (precision) => {
      const dit = await opened(model, precision, join(folder, 'cache'))
      const [alone, together] = [await answersOf(dit)(1), await answersOf(dit)(2)]
      await dit.close()
      expect(relative(alone, expected)).toBeLessThan(bounds[precision].guided)
      expect([...batchItem(together, 0).data]).toEqual([...alone.data])
    },
  )
})
