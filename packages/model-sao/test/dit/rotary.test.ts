import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCheckpoint } from '../../src/checkpoint/open.js'
import { openDit } from '../../src/dit/dit.js'
import { rewrite, single, toFloat16 } from '../checkpoint/support.js'
import { conditioningOfItem, configOf, distance, latentOf, noSignal, recorded, right } from './support.js'

const get = await recorded()

describe('a checkpoint that stores its rotary frequencies in half precision', () => {
  const made: { folder: string } = { folder: '' }
  beforeAll(async () => {
    made.folder = await mkdtemp(join(tmpdir(), 'sigmastream-rotary-'))
    await cp(single, made.folder, { recursive: true })
    await rewrite(join(made.folder, 'model.safetensors'), (raw, name) =>
      name.endsWith('inv_freq') ? toFloat16(raw) : raw,
    )
  })
  afterAll(() => rm(made.folder, { recursive: true }))

  it('answers far into a sound as PyTorch does with the whole ones', async () => {
    const checkpoint = right(await openCheckpoint(made.folder)())
    const dit = right(await openDit({ config: configOf(checkpoint), weights: checkpoint.weights, threads: 1 })())
    const network = right(dit.network(conditioningOfItem(get, { scale: 1 })))
    const answer = await network(latentOf(get('dit.len128.x')), [get('dit.t').data[0] ?? NaN], noSignal)
    await dit.close()
    expect(distance(answer.data, get('dit.len128.out').data)).toBeLessThan(1e-5)
  })
})
