import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { namedWeights, readWeightFile, type StoredWeight, type Weights } from '@sigmastream/checkpoint'
import { readTensors, type StoredTensor } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { decodeT5GemmaConfig, type T5GemmaConfig } from '../../src/text/t5gemma/config.js'
import { right } from './support.js'

const fixtures = fileURLToPath(new URL('../../../../fixtures', import.meta.url))

/** The sizes of Stable Audio 3 that recordings are of. */
export const SIZES = ['small', 'medium'] as const
export type Size = (typeof SIZES)[number]

export const modelFolder = (size: Size): string => join(fixtures, `tiny-sa3-${size}/checkpoint`)
export const textFolder = (size: Size): string => join(modelFolder(size), 't5gemma-b-b-ul2')

export const jsonIn = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'))
export const expectedJson = (size: Size): Promise<unknown> => jsonIn(join(fixtures, `tiny-sa3-${size}/expected.json`))

/** A recorded tensor. */
export const goldenOf = async (size: Size, name: string): Promise<StoredTensor> => {
  const all = await readTensors(join(fixtures, `tiny-sa3-${size}/expected.safetensors`))()
  const tensor = E.isRight(all) ? all.right.get(name) : undefined
  if (tensor === undefined) throw new Error(`no ${name} was recorded`)
  return tensor
}

/** The weights of a file, under the names that graphs use. */
export const storedIn = async (
  file: string,
  rename: (name: string) => string = (name) => name,
): Promise<readonly StoredWeight[]> =>
  [...right(await readWeightFile(file)()).tensors].map(([name, part]) => ({
    name: rename(name),
    shape: part.shape,
    parts: [part],
  }))

/** The names of the text encoder's file begin with `model.`. */
export const encoderName = (name: string): string => name.replace(/^model\./, '')

export const textWeights = async (size: Size): Promise<Weights> =>
  namedWeights(await storedIn(join(textFolder(size), 'model.safetensors'), encoderName))

export const textConfig = async (size: Size): Promise<T5GemmaConfig> =>
  right(decodeT5GemmaConfig('config.json', await jsonIn(join(textFolder(size), 'config.json'))))

export const tokenizerFiles = (size: Size) => ({
  tokenizer: join(textFolder(size), 'tokenizer.json'),
  config: join(textFolder(size), 'tokenizer_config.json'),
})
