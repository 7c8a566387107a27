import { dirname, join } from 'node:path'
import { showJson } from '@sigmastream/tensor-files'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { decodeConfig } from './decode-config.js'
import { badConfig, type CheckpointFault } from './errors.js'
import type { Folder } from './folder.js'
import { readJson } from './json-file.js'
import { readWeightFile, type TensorNames, type WeightFile } from './weight-file.js'
import type { StoredPart, StoredWeight } from './weights.js'

/** The tensors of one file, or of all shards of one; `folder` is the real folder that the files lie in. */
export interface WeightSet {
  readonly folder: string
  readonly tensors: ReadonlyMap<string, StoredPart>
}

/** The tensors as weights, each in one part. */
export const storedWeights = (tensors: WeightSet['tensors']): readonly StoredWeight[] =>
  [...tensors].map(([name, part]) => ({ name, shape: part.shape, parts: [part] }))

/** Hugging Face's `NAME.safetensors.index.json`: which shard each tensor is in. */
const Index = t.type({ weight_map: t.record(t.string, t.string) })

/** A name of a file in the same folder, and of nothing else. */
const isBare = (name: string): boolean => /^[^/\\\p{Cc}]+\.safetensors$/u.test(name)

const shardNames = (
  file: string,
  map: Readonly<Record<string, string>>,
): E.Either<CheckpointFault, readonly string[]> => {
  const leaving = Object.entries(map).find(([, shard]) => !isBare(shard))
  const right = 'the bare name of a .safetensors file in the same folder'
  return leaving === undefined
    ? E.right([...new Set(Object.values(map))])
    : E.left(badConfig(file, `weight_map.${leaving[0]}`, showJson(leaving[1]), right))
}

const mergeShards = (
  index: string,
  map: Readonly<Record<string, string>>,
  shards: ReadonlyMap<string, WeightFile>,
): E.Either<CheckpointFault, ReadonlyMap<string, StoredPart>> => {
  const tensors = new Map<string, StoredPart>()
  for (const [name, shard] of Object.entries(map)) {
    const tensor = shards.get(shard)?.tensors.get(name)
    const right = 'the shard that holds this tensor'
    if (tensor === undefined) {
      return E.left(badConfig(index, `weight_map.${name}`, showJson(shard), right))
    }
    tensors.set(name, tensor)
  }
  return E.right(tensors)
}

const readSharded = (folder: Folder, index: string, names?: TensorNames): TE.TaskEither<CheckpointFault, WeightSet> => {
  const file = join(folder.path, index)
  const missing = (shard: string): CheckpointFault => ({
    _tag: 'MissingPart',
    folder: folder.path,
    part: `shard that ${index} names`,
    file: shard,
  })
  const readShard = (shard: string) =>
    folder.names.has(shard)
      ? pipe(
          readWeightFile(join(folder.path, shard), names),
          TE.map((read) => [shard, read] as const),
        )
      : TE.left(missing(shard))
  return pipe(
    readJson(file),
    TE.flatMapEither((json) => decodeConfig(Index, file, json)),
    TE.bindTo('index'),
    TE.bindW('files', ({ index: { weight_map } }) => TE.fromEither(shardNames(file, weight_map))),
    TE.bindW('shards', ({ files }) => TE.traverseSeqArray(readShard)(files)),
    TE.flatMapEither(({ index: { weight_map }, shards }) =>
      pipe(
        mergeShards(file, weight_map, new Map(shards)),
        E.flatMap((tensors): E.Either<CheckpointFault, WeightSet> => {
          const folders = [...new Set(shards.map(([, { path }]) => dirname(path)))]
          const [only = folder.path, ...others] = folders
          return others.length === 0
            ? E.right({ folder: only, tensors })
            : E.left({ _tag: 'ScatteredShards', folder: folder.path, folders })
        }),
      ),
    ),
  )
}

const PICKLED = /\.(?:bin|pt|pth)$/iu

const missingWeights = <Missing>(folder: Folder, missing: Missing): CheckpointFault | Missing => {
  const pickle = [...folder.names].toSorted().find((name) => PICKLED.test(name))
  return pickle === undefined ? missing : { _tag: 'PickledWeights', file: join(folder.path, pickle) }
}

/** The header of one file of weights in a folder, as `readWeightFile` reads it. Errors: its own. */
export const readWeightsNamed = (
  folder: Folder,
  name: string,
  names?: TensorNames,
): TE.TaskEither<CheckpointFault, WeightSet> =>
  pipe(
    readWeightFile(join(folder.path, name), names),
    TE.map(({ path, tensors }) => ({ folder: dirname(path), tensors })),
  )

/**
 * The headers of the weights `stem` in a folder: `STEM.safetensors`, or the shards that `STEM.safetensors.index.json`
 * names, or diffusers' fp16 variant of either, or `STEM.ckpt`; `names` as in `readWeightFile`. `missing` is the error
 * where there is none; `PickledWeights` where there are other pickled ones instead. Further errors: those of
 * `readWeightFile`, `BadConfig`, `MissingPart` of a shard, `ScatteredShards`.
 */
export const readWeightSet = <Missing>(
  folder: Folder,
  stem: string,
  missing: Missing,
  names?: TensorNames,
): TE.TaskEither<CheckpointFault | Missing, WeightSet> => {
  const whole = [`${stem}.safetensors`, `${stem}.fp16.safetensors`].find((name) => folder.names.has(name))
  if (whole !== undefined) return readWeightsNamed(folder, whole, names)
  const index = [`${stem}.safetensors.index.json`, `${stem}.safetensors.index.fp16.json`].find((name) =>
    folder.names.has(name),
  )
  if (index !== undefined) return readSharded(folder, index, names)
  const ckpt = `${stem}.ckpt`
  return folder.names.has(ckpt) ? readWeightsNamed(folder, ckpt, names) : TE.left(missingWeights(folder, missing))
}
