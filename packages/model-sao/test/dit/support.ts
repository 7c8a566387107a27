import { fileURLToPath } from 'node:url'
import { namedWeights, type StoredType, type StoredWeight, type Weights } from '@sigmastream/checkpoint'
import { batchItem, type Guidance, type Latent, latent, orThrow } from '@sigmastream/core'
import { readSafetensorsHeader, readTensors, type Tensor } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import type { Checkpoint } from '../../src/checkpoint/checkpoint.js'
import { openCheckpoint } from '../../src/checkpoint/open.js'
import type { Conditioning, Embedding } from '../../src/dit/conditioning.js'
import type { DitConfig } from '../../src/dit/config.js'
import { decodeDitConfig } from '../../src/dit/decode-config.js'
import { type Dit, openDit } from '../../src/dit/dit.js'

/** What a test expects to have worked. */
export const right = <L, A>(result: E.Either<L, A>): A => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

/** What a test expects to have failed. */
export const left = <L, A>(result: E.Either<L, A>): L => {
  if (E.isRight(result)) throw new Error('it worked')
  return result.left
}

export const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

/** The two layouts of the recorded checkpoint, by the names of their folders. */
export const layouts = ['checkpoint', 'diffusers'] as const
type Layout = (typeof layouts)[number]

const tiny = pathOf('../../../../fixtures/tiny-sao/')

export const openTiny = async (layout: Layout): Promise<Checkpoint> => right(await openCheckpoint(`${tiny}${layout}`)())

export const configOf = ({ config: { network, objective } }: Checkpoint): DitConfig =>
  right(decodeDitConfig('model_config.json', network, objective))

export const openTinyDit = async (layout: Layout): Promise<Dit> => {
  const checkpoint = await openTiny(layout)
  return right(await openDit({ config: configOf(checkpoint), weights: checkpoint.weights, threads: 1 })())
}

/** Recorded tensors by name; a name that is not there throws. */
export type Recorded = (name: string) => Tensor

export const recordedIn = async (file: string): Promise<Recorded> => {
  const tensors = right(await readTensors(file)())
  return (name) => {
    const tensor = tensors.get(name)
    if (tensor === undefined) throw new Error(`${name} is not recorded`)
    return tensor
  }
}

/** What PyTorch answered on the tiny checkpoint. */
export const recorded = (): Promise<Recorded> => recordedIn(`${tiny}expected.safetensors`)

/** A recorded tensor `[batch, channels, frames]` as a latent; further dimensions in front count as items. */
export const latentOf = ({ shape, data }: Tensor): Latent => {
  const [channels = 0, frames = 0] = shape.slice(-2)
  return orThrow(latent([data.length / (channels * frames), channels, frames], Array.from(data)))
}

/** Each item of a recorded tensor as a latent of one item. */
export const latentsOf = (tensor: Tensor): readonly Latent[] => {
  const all = latentOf(tensor)
  return Array.from({ length: all.shape[0] }, (_, i) => batchItem(all, i))
}

export const embeddingOf = ({ shape, data }: Tensor): Embedding => ({ dims: shape, data })

export const itemOf = ({ dims: [, ...rest], data }: Embedding, i: number): Embedding => {
  const size = rest.reduce((count, n) => count * n, 1)
  return { dims: [1, ...rest], data: data.subarray(i * size, (i + 1) * size) }
}

const isStored = (dtype: string): dtype is StoredType => ['float32', 'float16', 'bfloat16'].includes(dtype)

/** The weights of one file, by its own names. */
export const storedIn = async (file: string): Promise<readonly StoredWeight[]> => {
  const { entries } = right(await readSafetensorsHeader(file)())
  return [...entries.values()].flatMap(({ name, dtype, shape, offset, length }): readonly StoredWeight[] =>
    isStored(dtype) ? [{ name, shape, parts: [{ type: dtype, shape, file, offset, length }] }] : [],
  )
}

export const weightsIn = async (file: string): Promise<Weights> => namedWeights(await storedIn(file))

/** The recorded conditioning of both items of the tiny checkpoint. */
export const conditioningOf = (get: Recorded, guidance: Guidance, negative = false): Conditioning => ({
  crossAttention: embeddingOf(get('cond.cross_attn')),
  global: embeddingOf(get('cond.global')),
  ...(negative ? { negative: embeddingOf(get('cond.negative_cross_attn')) } : {}),
  guidance,
})

/** The recorded conditioning of one item alone. */
export const conditioningOfItem = (get: Recorded, guidance: Guidance, i = 0): Conditioning => {
  const { crossAttention, global } = conditioningOf(get, guidance)
  return { crossAttention: itemOf(crossAttention, i), global: itemOf(global, i), guidance }
}

/** The largest difference over the largest recorded value; a NaN is infinitely far. */
export const distance = (ours: ArrayLike<number>, expected: ArrayLike<number>): number => {
  const differences = Array.from(expected, (value, i) => Math.abs((ours[i] ?? NaN) - value))
  const largest = Math.max(...Array.from(expected, Math.abs))
  return ours.length === expected.length && !differences.some(Number.isNaN)
    ? Math.max(...differences) / largest
    : Infinity
}

export const noSignal = new AbortController().signal
