import {
  namedWeights,
  type StoredMatrix,
  type StoredPart,
  type StoredWeight,
  type Weights,
} from '@sigmastream/checkpoint'
import {
  parseJson,
  readSafetensorsHeader,
  type SafetensorsEntry,
  type SafetensorsHeader,
} from '@sigmastream/tensor-files'
import { either as E, option as O, readonlyNonEmptyArray as RNEA, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { Metadata } from './layout.js'
import { packsText } from './matrices.js'
import { packedNames } from './pack.js'
import type { PackedPrecision } from './precision.js'
import { headerIsWhole } from './seal.js'

/** A file of packed weights: what it was made of, and its weights. */
export interface PackedFile {
  readonly path: string
  /** Matrices that were left in float32, by measurement, in order. */
  readonly kept: readonly string[]
  readonly weights: Weights
}

/** A model whose weights are packed in a precision. */
export interface PackingSource {
  /** See `identityOf`. */
  readonly identity: string
  readonly stored: readonly StoredWeight[]
  readonly precision: PackedPrecision
}

/** Whether a file keeps just these matrices in float32. */
export const keepsJust = ({ kept }: PackedFile, names: readonly string[]): boolean =>
  kept.length === names.length && kept.every((name, i) => name === names[i])

/**
 * Goes up whenever the same weights would be packed otherwise: a model whose text encoder is packed with it was packed
 * without it in version 1; all others still are as they were then.
 */
export const packingVersion = (stored: readonly Pick<StoredWeight, 'name'>[], precision: PackedPrecision): string =>
  packsText(stored, precision) ? '2' : '1'

/** What tells that a file is of this model, in this precision, made by this version. */
export const originOf = ({ identity, stored, precision }: PackingSource): Metadata => ({
  format: 'sigmastream packed weights',
  version: packingVersion(stored, precision),
  model: identity,
  precision,
})

const Names = t.readonlyArray(t.string)

const keptIn = (metadata: SafetensorsHeader['metadata']): O.Option<readonly string[]> =>
  pipe(
    O.fromEither(parseJson(metadata.get('kept') ?? '')),
    O.flatMap((json) => O.fromEither(Names.decode(json))),
  )

const part = <Type>(type: Type, file: string, { shape, offset, length }: SafetensorsEntry): StoredPart<Type> => ({
  type,
  shape,
  file,
  offset,
  length,
})

/**
 * The bands of an 8-bit matrix `[bands, inputs, outputs of a band]`; files that were written before there were bands have
 * one, `[inputs, outputs]`.
 */
const bandsIn = (
  file: string,
  entry: SafetensorsEntry,
  outputs: number,
  inputs: number,
): RNEA.ReadonlyNonEmptyArray<StoredPart<'int8'>> | null => {
  const [count, height, width] = entry.shape.length === 2 ? [1, ...entry.shape] : entry.shape
  if (count === undefined || height !== inputs || width === undefined || count * width !== outputs) return null
  const length = entry.length / count
  return RNEA.makeBy(
    (i): StoredPart<'int8'> => ({
      ...part('int8', file, entry),
      shape: [inputs, width],
      offset: entry.offset + i * length,
      length,
    }),
  )(count)
}

const matrixIn = (
  file: string,
  { entries }: SafetensorsHeader,
  name: string,
  outputs: number,
  inputs: number,
): StoredMatrix | null => {
  const half = entries.get(name)
  if (half?.dtype === 'float16' && half.shape.join() === `${outputs},${inputs}`)
    return { _tag: 'Half', values: part('float16', file, half) }
  const found = (precision: 'int8' | 'int4') => {
    const names = packedNames(name, precision)
    return { values: entries.get(names.values), scales: entries.get(names.scales) }
  }
  const [int8, int4] = [found('int8'), found('int4')]
  if (int8.values !== undefined && int8.scales !== undefined) {
    const bands = bandsIn(file, int8.values, outputs, inputs)
    if (bands !== null) return { _tag: 'Int8', bands, scales: part('float32', file, int8.scales) }
  }
  return int4.values !== undefined && int4.scales !== undefined && int4.values.shape[0] === outputs
    ? { _tag: 'Int4', values: part('uint8', file, int4.values), scales: part('float32', file, int4.scales) }
    : null
}

const weightsIn = (file: string, header: SafetensorsHeader): Weights => {
  const plain = [...header.entries.values()].flatMap((entry): StoredWeight[] =>
    entry.dtype === 'float32' ? [{ name: entry.name, shape: entry.shape, parts: [part('float32', file, entry)] }] : [],
  )
  const { names, get, matrix } = namedWeights(plain)
  return {
    names,
    get,
    matrix: (name, [outputs, inputs]) => {
      const packed = matrixIn(file, header, name, outputs, inputs)
      return packed === null ? matrix(name, [outputs, inputs]) : E.right(packed)
    },
  }
}

/**
 * The file of packed weights at `path`, if there is one that is of this origin. Only its header is
 * read: one that is cut short, has another header than it was written with, or says that it is of something else,
 * counts as none, and is made again. Its content is `fileIsWhole`'s matter. `path` is real, behind no link.
 */
export const readPacked = (path: string, origin: Metadata): T.Task<O.Option<PackedFile>> =>
  pipe(
    TE.fromTask<boolean, unknown>(() => headerIsWhole(path)),
    TE.filterOrElse(
      (whole) => whole,
      (): unknown => null,
    ),
    TE.flatMap(() => readSafetensorsHeader(path)),
    TE.match(
      () => O.none,
      (header) => {
        const same = Object.entries(origin).every(([key, value]) => header.metadata.get(key) === value)
        return same
          ? pipe(
              keptIn(header.metadata),
              O.map((kept) => ({ path, kept, weights: weightsIn(path, header) })),
            )
          : O.none
      },
    ),
  )
