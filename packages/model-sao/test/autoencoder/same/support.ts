import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { namedWeights, readWeightFile, type StoredWeight } from '@sigmastream/checkpoint'
import { type Latent, latent, orThrow } from '@sigmastream/core'
import { readTensors } from '@sigmastream/tensor-files'
import * as t from 'io-ts'
import type { Autoencoder, AutoencoderOptions } from '../../../src/autoencoder/autoencoder.js'
import { decodeAutoencoderConfig } from '../../../src/autoencoder/config.js'
import { openAutoencoder } from '../../../src/autoencoder/open.js'
import type { SameAutoencoder } from '../../../src/autoencoder/same/config.js'
import { right } from '../support.js'

/** The two published sizes. */
export const sizes = ['small', 'medium'] as const
export type Size = (typeof sizes)[number]

const fixtures = new URL('../../../../../fixtures/', import.meta.url)

/** The JSON of a file of the fixtures. */
export const json = (path: string): unknown => JSON.parse(readFileSync(fileURLToPath(new URL(path, fixtures)), 'utf8'))

const Model = t.type({ model: t.type({ pretransform: t.UnknownRecord }) })

/** The autoencoder's part of a `model_config.json` of the fixtures. */
export const pretransformOf = (folder: string): Readonly<Record<string, unknown>> => {
  const config = json(`${folder}/model_config.json`)
  if (!Model.is(config)) throw new Error('model_config.json has another form')
  return config.model.pretransform
}

/** The configuration of a SAME autoencoder of the fixtures. */
export const configOf = (folder: string): SameAutoencoder => {
  const config = right(decodeAutoencoderConfig('model_config.json', pretransformOf(folder)))
  if (config._tag !== 'Same') throw new Error('it is no SAME autoencoder')
  return config
}

/** All tensors of a file of the fixtures as weights. */
const storedIn = async (path: string): Promise<readonly StoredWeight[]> => {
  const { tensors } = right(await readWeightFile(fileURLToPath(new URL(path, fixtures)))())
  return [...tensors].map(([name, part]) => ({ name, shape: part.shape, parts: [part] }))
}

/** What the recorded checkpoint of a size is opened with. */
export const tinyOptions = async (size: Size): Promise<AutoencoderOptions> => {
  const folder = `tiny-sa3-${size}/checkpoint`
  return { config: configOf(folder), weights: namedWeights(await storedIn(`${folder}/model.safetensors`)), threads: 1 }
}

/** Opened with some options changed. Whoever opens it closes it. */
export const openTiny = async (size: Size, changes: Partial<AutoencoderOptions> = {}): Promise<Autoencoder> =>
  right(await openAutoencoder({ ...(await tinyOptions(size)), ...changes })())

const Expected = t.type({ tolerance_of_largest: t.record(t.string, t.number) })

/** What was recorded of a size: tensors `[batch, channels, length]`, and the tolerance of each. */
export const recordings = async (size: Size) => {
  const tensors = right(await readTensors(fileURLToPath(new URL(`tiny-sa3-${size}/expected.safetensors`, fixtures)))())
  const expected = json(`tiny-sa3-${size}/expected.json`)
  if (!Expected.is(expected)) throw new Error('expected.json has another form')
  const recorded = (name: string): Latent => {
    const {
      shape: [batch = 0, channels = 0, length = 0],
      data,
    } = tensors.get(name) ?? { shape: [], data: [] }
    return orThrow(latent([batch, channels, length], Array.from(data, Number)))
  }
  return { recorded, tolerance: (name: string): number => expected.tolerance_of_largest[name] ?? NaN }
}
