// How many operations a work asks for, counted from the names and shapes of the weights: the products, of matrices and in attention.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { kinds } from './kinds.mjs'

const read = (listed, name) =>
  JSON.parse(readFileSync(fileURLToPath(new URL(`../../fixtures/${listed}/${name}.json`, import.meta.url)), 'utf8'))

const product = (shape) => shape.reduce((a, b) => a * b, 1)

/** The matrices whose names begin so, without the beginning; a convolution's are its taps. */
const matricesOf = (kind, prefix) =>
  Object.entries(read(kinds[kind].listed, 'tensors')['model.safetensors'])
    .filter(([name, shape]) => name.startsWith(prefix) && shape.length > 1 && /(weight|weight_v)$/.test(name))
    .map(([name, shape]) => [name.slice(prefix.length), shape])

/** Every matrix times as many rows as `rowsOf` says, a multiplication and an addition each being one. */
const products = (matrices, rowsOf) =>
  matrices.reduce((sum, [name, shape]) => sum + 2 * product(shape) * rowsOf(name), 0)

/** Queries by keys, and weights by values. */
const attention = ({ queries, keys, width, layers, pairs = 1 }) => 4 * queries * keys * width * layers * pairs

const layersIn = (matrices, layer) => new Set(matrices.flatMap(([name]) => layer.exec(name)?.[1] ?? [])).size

/** Positions beside the frames: the memory, or the one token that is put before them. */
const before = (kind) => read(kinds[kind].listed, 'model_config').model.diffusion.config.num_memory_tokens ?? 1

const told = { '1.0': 130, small: 65, 'sa3-small': 257, 'sa3-medium': 257 }

/** A call: both branches where it is guided, as they are written down; what an engine leaves out is to its credit. */
const call = ({ kind, frames }) => {
  const config = read(kinds[kind].listed, 'model_config').model.diffusion.config
  const matrices = matricesOf(kind, 'model.model.')
  const queries = frames + before(kind)
  const rowsOf = (name) => {
    if (/^to_(timestep|global)_embed|global_cond_embedder|timestep_features/.test(name)) return 1
    if (/to_kv|to_cond_embed/.test(name)) return told[kind]
    return /to_local_embed|conv|project/.test(name) ? frames : queries
  }
  const seen = {
    queries,
    width: config.embed_dim,
    layers: config.depth,
    pairs: config.attn_kwargs?.differential ? 2 : 1,
  }
  const branches = kinds[kind].guidance === 1 ? 1 : 2
  return (
    branches *
    (products(matrices, rowsOf) + attention({ ...seen, keys: queries }) + attention({ ...seen, keys: told[kind] }))
  )
}

const textMatrices = (kind) => {
  const files = kind.startsWith('sa3')
    ? read('full-size-t5gemma', 'tensors')['t5gemma-b-b-ul2/model.safetensors']
    : (read(kinds[kind].listed, 'tensors')['text_encoder/model.safetensors'] ??
      read('full-size', 'tensors')['text_encoder/model.safetensors'])
  return Object.entries(files).filter(
    ([name, shape]) => /^(model\.)?encoder\.(layers|block)\./.test(name) && shape.length > 1 && !/_bias/.test(name),
  )
}

const text = ({ kind }) => {
  const { tokens } = kinds[kind]
  const seen = { queries: tokens, keys: tokens, width: 768, layers: 12 }
  return products(textMatrices(kind), () => tokens) + attention(seen)
}

/** Oobleck: a convolution runs at the length of the layer that it is in, a strided one at the shorter of its two. */
const convolved = ({ kind, frames }, half) => {
  const { strides } = read(kinds[kind].listed, 'model_config').model.pretransform.config[half].config
  const rates = (half === 'encoder' ? strides : strides.toReversed()).reduce(
    (all, stride) => [...all, all.at(-1) * stride],
    [1],
  )
  const longest = rates.at(-1)
  const lengthAt = (level) => frames * (half === 'encoder' ? longest / rates[level] : rates[level])
  return products(matricesOf(kind, `pretransform.model.${half}.layers.`), (name) => {
    const level = Math.min(Number(/^\d+/.exec(name)[0]), strides.length + 1)
    if (level === 0) return lengthAt(0)
    if (level > strides.length) return lengthAt(strides.length)
    const strided = half === 'encoder' ? /^\d+\.layers\.4\./ : /^\d+\.layers\.1\.weight/
    if (half === 'encoder') return lengthAt(strided.test(name) ? level : level - 1)
    return lengthAt(strided.test(name) ? level - 1 : level)
  })
}

/** SAME: groups of seventeen positions for each frame, each of which sees one chunk of 34 or a window of 35. */
const resampled = ({ kind, frames }, half) => {
  const config = read(kinds[kind].listed, 'model_config').model.pretransform.config[half].config
  const matrices = matricesOf(kind, `pretransform.model.${half}.layers.`)
  const [stride, positions] = [config.strides[0], frames * (config.strides[0] + 1)]
  const rowsOf = (name) => {
    if (name.includes('transformers')) return positions
    return name.includes('mapping') ? frames * stride : frames
  }
  const keys = config.chunk_size === undefined ? 2 * (stride + 1) + 1 : config.chunk_size + config.chunk_size / stride
  const width = config.channels * config.c_mults[0]
  const layers = layersIn(matrices, /transformers\.(\d+)\./)
  return products(matrices, rowsOf) + attention({ queries: positions, keys, width, layers, pairs: 2 })
}

const coded = (half) => (work) => (work.kind.startsWith('sa3') ? resampled(work, half) : convolved(work, half))

const counted = { dit: call, batch: call, text, decode: coded('decoder'), encode: coded('encoder') }

/**
 * Operations of a work, for each clip of its batch; none are known of a start.
 *
 * @param {{ kind: keyof typeof kinds, part: string, frames?: number }} work
 * @returns {number | undefined}
 */
export const operationsOf = (work) => counted[work.part]?.(work)

/**
 * Seconds that a work takes where every product runs as quickly as one by itself. The text encoder and the autoencoder are
 * counted in eight bits where they are packed, else in float32.
 *
 * @param {import('./works.mjs').Work} work
 * @param {string} precision
 * @param {(precision: string) => number | undefined} rateOf operations a second
 * @returns {number | undefined}
 */
export const idealSeconds = (work, precision, rateOf) => {
  const alone = (part, at, times = 1) =>
    (times * (operationsOf({ ...work, part }) ?? Number.NaN)) / (rateOf(at) ?? Number.NaN)
  const { packedCoding, packedText } = kinds[work.kind]
  const heldIn = (isPacked) => (isPacked && ['int8', 'int4'].includes(precision) ? 'int8' : 'fp32')
  const precisions = { text: heldIn(packedText), decode: heldIn(packedCoding), encode: heldIn(packedCoding) }
  const seconds =
    work.part === 'clip'
      ? alone('text', precisions.text) + alone('dit', precision, work.steps) + alone('decode', precisions.decode)
      : alone(work.part, precisions[work.part] ?? precision)
  return Number.isNaN(seconds) ? undefined : seconds
}
