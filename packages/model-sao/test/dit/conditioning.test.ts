import { batchItem, type Guidance, orThrow, plan, run, stack } from '@sigmastream/core'
import { keyed } from '@sigmastream/core/noise'
import { euler } from '@sigmastream/samplers'
import { afterAll, describe, expect, it } from 'vitest'
import type { Conditioning } from '../../src/dit/conditioning.js'
import { openDit } from '../../src/dit/dit.js'
import { sigmasOfNoiseShares } from '../../src/dit/noise-level.js'
import {
  conditioningOf,
  conditioningOfItem,
  configOf,
  distance,
  latentOf,
  left,
  noSignal,
  openTiny,
  openTinyDit,
  recorded,
  right,
} from './support.js'

const get = await recorded()
const x = latentOf(get('dit.x'))

describe('the network under a conditioning', async () => {
  const dit = await openTinyDit('checkpoint')
  afterAll(dit.close)
  const answer = (conditioning: Conditioning, t: readonly number[], of = x) =>
    right(dit.network(conditioning))(of, t, noSignal)
  const guided = (guidance: Guidance) => answer(conditioningOf(get, guidance), [0.5, 0.5])

  it('of one item is the same for every item of a batch', async () => {
    const one = await answer(conditioningOfItem(get, { scale: 7 }), [0.5], batchItem(x, 0))
    const both = await answer(
      conditioningOfItem(get, { scale: 7 }),
      [0.5, 0.5],
      stack([batchItem(x, 0), batchItem(x, 0)]),
    )
    expect(distance(both.data, stack([one, one]).data)).toBeLessThan(1e-6)
  })

  it('answers for each item of a batch what it answers for the item alone', async () => {
    const both = await answer(conditioningOf(get, { scale: 7 }), [0.2, 0.9])
    const alone = [
      await answer(conditioningOfItem(get, { scale: 7 }, 0), [0.2], batchItem(x, 0)),
      await answer(conditioningOfItem(get, { scale: 7 }, 1), [0.9], batchItem(x, 1)),
    ] as const
    expect(distance(both.data, stack(alone).data)).toBeLessThan(1e-6)
  })

  it('is guided at its sigmas only, the sigma at t 0.5 being tan(pi / 4), the share of noise sin(pi / 4)', async () => {
    const [plain, strong] = [await guided({ scale: 1 }), await guided({ scale: 7 })]
    const shares = (low: number, high: number) => sigmasOfNoiseShares('v', { low, high })
    for (const within of [{ low: 0.99, high: 1.01 }, shares(0.7, 0.71), shares(0, 1)])
      expect(await guided({ scale: 7, within })).toEqual(strong)
    for (const within of [{ low: 0.9, high: 0.99 }, shares(0.45, 0.55), shares(0.71, 1)])
      expect(await guided({ scale: 7, within })).toEqual(plain)
    expect(plain).not.toEqual(strong)
  })

  it('does not rescale at scale 1', async () => {
    expect(await guided({ scale: 1, phi: 1 })).toEqual(await guided({ scale: 1 }))
  })

  it.each([
    [{ scale: NaN }, 'a scale of NaN'],
    [{ scale: 7, phi: 1.5 }, 'phi 1.5'],
    [{ scale: 7, within: { low: 0.5, high: 0.2 } }, 'sigmas from 0.5 to 0.2'],
    [{ scale: 7, within: sigmasOfNoiseShares('v', { low: 0, high: 500 }) }, 'sigmas from 0 to NaN'],
    [{ scale: 7, within: sigmasOfNoiseShares('v', { low: -0.1, high: 1 }) }, 'sigmas from NaN to Infinity'],
  ])('is refused for guidance %j', (guidance, wrong) => {
    expect(left(dit.denoiser(conditioningOf(get, guidance)))).toMatchObject({
      _tag: 'Refused',
      subject: 'guidance',
      wrong,
    })
  })

  it('is refused where an embedding does not fit the network or the others', () => {
    const good = conditioningOf(get, { scale: 7 })
    const subject = (changes: Partial<Conditioning>) => left(dit.denoiser({ ...good, ...changes })).subject
    expect(subject({ crossAttention: { dims: [2, 34, 65], data: new Float32Array(2 * 34 * 65) } })).toBe(
      'cross-attention tokens',
    )
    expect(subject({ crossAttention: { dims: [2, 34, 64], data: new Float32Array(7) } })).toBe('cross-attention tokens')
    expect(subject({ global: { dims: [1, 128], data: new Float32Array(128) } })).toBe('global conditioning')
    expect(subject({ negative: { dims: [2, 33, 64], data: new Float32Array(2 * 33 * 64) } })).toBe('negative tokens')
  })

  it('rejects a latent that it cannot answer for', async () => {
    const ask = right(dit.network(conditioningOf(get, { scale: 7 })))
    await expect(ask(batchItem(x, 0), [0.5], noSignal)).rejects.toThrow('a batch of 1, conditioned for 2')
    await expect(ask(x, [0.5], noSignal)).rejects.toThrow('1 times for a batch of 2')
    await expect(ask({ ...x, shape: [2, 4, 48] }, [0.5, 0.5], noSignal)).rejects.toThrow('the network takes 8')
    await expect(ask(x, [0.5, 0.5], AbortSignal.abort())).rejects.toThrow('aborted')
  })

  it('ends a run with NonFinite where the network answers NaN', async () => {
    const { global, ...rest } = conditioningOfItem(get, { scale: 7 })
    const denoiser = right(
      dit.denoiser({ ...rest, global: { ...global, data: Float32Array.from(global.data, () => Infinity) } }),
    )
    const planned = orThrow(plan({ step: euler(), schedule: [10, 1, 0], shape: [1, 8, 4] }))
    const failed = left(await run(planned, { denoiser, noise: keyed(1) })())
    expect(failed).toMatchObject({ _tag: 'NonFinite', step: 0, where: 'the denoiser' })
  })
})

describe('a network that cannot be opened', () => {
  it('names the weight that is missing, or of another shape than the configuration asks', async () => {
    const checkpoint = await openTiny('checkpoint')
    const { weights } = checkpoint
    const config = configOf(checkpoint)
    const open = async (changes: object) =>
      left(await openDit({ config: { ...config, ...changes }, weights, threads: 1 })())
    expect(await open({ depth: 3 })).toEqual({
      _tag: 'MissingWeight',
      name: 'model.model.transformer.layers.2.pre_norm.gamma',
    })
    const shapes = { expected: [16, 16, 1], actual: [8, 8, 1] }
    expect(await open({ ioChannels: 16 })).toEqual({
      _tag: 'WrongShape',
      name: 'model.model.preprocess_conv.weight',
      ...shapes,
    })
  })

  it('says what is wrong with the number of threads', async () => {
    const checkpoint = await openTiny('checkpoint')
    const failed = left(await openDit({ config: configOf(checkpoint), weights: checkpoint.weights, threads: 0 })())
    expect(failed).toMatchObject({ _tag: 'Refused', subject: 'session', wrong: '0 threads' })
  })
})
