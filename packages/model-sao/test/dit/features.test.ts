import { readFile } from 'node:fs/promises'
import { afterAll, describe, expect, it } from 'vitest'
import type { Objective } from '../../src/checkpoint/model-config.js'
import { decodeDitConfig } from '../../src/dit/decode-config.js'
import { openDit } from '../../src/dit/dit.js'
import { distance, embeddingOf, latentOf, noSignal, pathOf, recordedIn, right, weightsIn } from './support.js'

/** Two networks with query and key norms: one stored in float16, one in bfloat16. */
const networks: readonly (readonly [string, Objective])[] = [
  ['small', 'rectified_flow'],
  ['shared-heads', 'v'],
]

describe.each(networks)('the network "%s" (%s)', async (name, objective) => {
  const file = pathOf(`./fixtures/${name}.safetensors`)
  const get = await recordedIn(file)
  const { config } = JSON.parse(await readFile(pathOf(`./fixtures/${name}.json`), 'utf8'))
  const decoded = right(decodeDitConfig(`${name}.json`, config, objective))
  const dit = right(await openDit({ config: decoded, weights: await weightsIn(file), threads: 1 })())
  afterAll(dit.close)

  it.each([1, 6])('answers as PyTorch does at guidance %d', async (scale) => {
    const conditioning = {
      crossAttention: embeddingOf(get('context')),
      global: embeddingOf(get('global')),
      guidance: { scale },
    }
    const answer = await right(dit.network(conditioning))(latentOf(get('x')), [...get('t').data], noSignal)
    expect(distance(answer.data, get(`output.${scale}`).data)).toBeLessThan(1e-5)
  })
})
