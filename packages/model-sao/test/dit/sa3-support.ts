import { readFile } from 'node:fs/promises'
import { namedWeights, type StoredWeight, type Weights } from '@sigmastream/checkpoint'
import type { Conditioning, Embedding } from '../../src/dit/conditioning.js'
import type { DitConfig } from '../../src/dit/config.js'
import { decodeDitConfig } from '../../src/dit/decode-config.js'
import { type Dit, openDit } from '../../src/dit/dit.js'
import { embeddingOf, pathOf, type Recorded, recordedIn, right, storedIn } from './support.js'

/** The recorded networks of Stable Audio 3, by the names of their folders. */
export const sizes = ['small', 'medium'] as const
type Size = (typeof sizes)[number]

/** The folder of the recorded checkpoint and what it answers. */
export const sa3Folder = (size: Size): string => pathOf(`../../../../fixtures/tiny-sa3-${size}`)

export const sa3Recorded = (size: Size): Promise<Recorded> => recordedIn(`${sa3Folder(size)}/expected.safetensors`)

/** The largest difference that each tensor may have, of its largest value. */
export const sa3Tolerances = async (size: Size): Promise<(name: string) => number> => {
  const { tolerance_of_largest: tolerances } = JSON.parse(await readFile(`${sa3Folder(size)}/expected.json`, 'utf8'))
  return (name) => {
    const tolerance = tolerances[name]
    if (typeof tolerance !== 'number') throw new Error(`${name} has no tolerance`)
    return tolerance
  }
}

const configIn = async (file: string): Promise<DitConfig> => {
  const { model } = JSON.parse(await readFile(file, 'utf8'))
  return right(decodeDitConfig(file, model.diffusion.config, model.diffusion.diffusion_objective))
}

export const sa3Config = (size: Size): Promise<DitConfig> => configIn(`${sa3Folder(size)}/checkpoint/model_config.json`)

export const fullConfig = (size: Size): Promise<DitConfig> =>
  configIn(pathOf(`../../../../fixtures/full-size-sa3-${size}/model_config.json`))

export const sa3Stored = (size: Size): Promise<readonly StoredWeight[]> =>
  storedIn(`${sa3Folder(size)}/checkpoint/model.safetensors`)

export const sa3Weights = async (size: Size): Promise<Weights> => namedWeights(await sa3Stored(size))

export const openSa3 = async (size: Size): Promise<Dit> =>
  right(await openDit({ config: await sa3Config(size), weights: await sa3Weights(size), threads: 1 })())

/** The recorded conditioning of both items; nothing is kept. */
export const sa3Conditioning = (get: Recorded, changes: Partial<Conditioning> = {}): Conditioning => ({
  crossAttention: embeddingOf(get('cond.cross_attn')),
  global: embeddingOf(get('cond.global')),
  guidance: { scale: 1 },
  ...changes,
})

/** The recorded negative prompts; their masked positions are told nothing. */
export const sa3Negative = (get: Recorded): Embedding => {
  const { dims, data } = embeddingOf(get('cond.negative_cross_attn'))
  const [width, mask] = [dims[2] ?? 1, get('cond.negative_cross_attn_mask').data]
  return { dims, data: Float32Array.from(data, (value, i) => value * (mask[Math.floor(i / width)] ?? 0)) }
}
