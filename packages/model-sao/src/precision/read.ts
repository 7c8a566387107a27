import type { StoredWeight, Weights } from '@sigmastream/checkpoint'
import { parseJson, readSafetensorsHeader, type SafetensorsHeader } from '@sigmastream/tensor-files'
import { option as O, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { Metadata } from './layout.js'
import { packsText } from './matrices.js'
import type { PackedPrecision } from './precision.js'
import { headerIsWhole } from './seal.js'
import { weightsIn } from './weights-in-file.js'

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
 * Goes up whenever a packed model would compute otherwise: one whose text encoder is packed with it was packed without it
 * in version 1; all others still are what they were then.
 */
export const packingVersion = (stored: readonly Pick<StoredWeight, 'name'>[], precision: PackedPrecision): string =>
  packsText(stored, precision) ? '2' : '1'

/** How the same values lie in a file: matrices of 8 bits in squares. What lies otherwise is packed anew. */
const LAYOUT = 'squares'

/** What tells that a file is of this model, in this precision, made by this version. */
export const originOf = ({ identity, stored, precision }: PackingSource): Metadata => ({
  format: 'sigmastream packed weights',
  version: `${packingVersion(stored, precision)} ${LAYOUT}`,
  model: identity,
  precision,
})

const Names = t.readonlyArray(t.string)

const keptIn = (metadata: SafetensorsHeader['metadata']): O.Option<readonly string[]> =>
  pipe(
    O.fromEither(parseJson(metadata.get('kept') ?? '')),
    O.flatMap((json) => O.fromEither(Names.decode(json))),
  )

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
