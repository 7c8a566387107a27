import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Latent, latent, orThrow } from '@sigmastream/core'
import { describeFileError, readTensors } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { describeStableAudioError, loadStableAudio, type StableAudio, type StableAudioError } from '../../src/index.js'
import { encodeRaw, readRaw } from '../checkpoint/support.js'

export const fixtures = fileURLToPath(new URL('../../../../fixtures/tiny-sao/', import.meta.url))

/** The two layouts of the recorded checkpoint, by the names of their folders. */
export const layouts = ['checkpoint', 'diffusers'] as const

/** What a test expects to have worked. */
export const right = <A>(result: E.Either<StableAudioError, A>): A => {
  if (E.isLeft(result)) throw new Error(describeStableAudioError(result.left))
  return result.right
}

/** What a test expects to have failed, with a sentence about it. */
export const left = <A>(result: E.Either<StableAudioError, A>): StableAudioError => {
  if (E.isRight(result)) throw new Error('it worked')
  if (describeStableAudioError(result.left).includes('undefined')) throw new Error('it says nothing')
  return result.left
}

/** Opened on one thread. Whoever opens it closes it. */
export const openTiny = async (layout: (typeof layouts)[number] = 'checkpoint'): Promise<StableAudio> =>
  right(await loadStableAudio(`${fixtures}${layout}`, { threads: 1 })())

const read = await readTensors(`${fixtures}expected.safetensors`)()
if (E.isLeft(read)) throw new Error(describeFileError(read.left))
const tensors = read.right

/** The values of a recorded tensor. */
export const values = (name: string): readonly number[] => [...(tensors.get(name)?.data ?? [])]

/** A recorded tensor `[batch, channels, frames]`. */
export const recorded = (name: string): Latent => {
  const [batch = 0, channels = 0, frames = 0] = tensors.get(name)?.shape ?? []
  return orThrow(latent([batch, channels, frames], values(name)))
}

/** The largest difference over the largest expected value; a NaN is infinitely far, as is another shape. */
export const distance = (ours: Latent, expected: Latent): number => {
  const differences = Array.from(expected.data, (value, i) => Math.abs((ours.data[i] ?? NaN) - value))
  const most = (all: Iterable<number>): number => [...all].reduce((largest, one) => Math.max(largest, Math.abs(one)), 0)
  return ours.shape.join() === expected.shape.join() && !differences.some(Number.isNaN)
    ? most(differences) / most(expected.data)
    : Infinity
}

const PUBLISHED = 'pretransform.model.'
const Whole = t.type({ model: t.type({ pretransform: t.type({ config: t.UnknownRecord }) }) })

/**
 * Makes a folder of the autoencoder of a checkpoint and nothing else, under a configuration of its own and its own
 * names, as SAME-S and SAME-L are published, or under others.
 */
export const aloneIn = async (
  folder: string,
  checkpoint: string,
  rename = (name: string): string => name,
): Promise<void> => {
  const json: unknown = JSON.parse(await readFile(join(checkpoint, 'model_config.json'), 'utf8'))
  if (!Whole.is(json)) throw new Error('the fixture has no autoencoder')
  const { model, ...top } = json
  const own = { ...top, model_type: 'autoencoder', model: model.pretransform.config }
  await mkdir(folder)
  await writeFile(join(folder, 'model_config.json'), JSON.stringify(own))
  const stored = [...(await readRaw(join(checkpoint, 'model.safetensors')))]
  const renamed = stored.flatMap(([name, raw]) =>
    name.startsWith(PUBLISHED) ? [[rename(name.slice(PUBLISHED.length)), raw] as const] : [],
  )
  await writeFile(join(folder, 'model.safetensors'), encodeRaw(new Map(renamed)))
}

export const noSignal = new AbortController().signal
