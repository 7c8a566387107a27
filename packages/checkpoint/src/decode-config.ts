import { decodeValue } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type BadConfig, badConfig } from './errors.js'

/** A whole number of at least 1: sizes, counts. */
export const Count = new t.Type<number>(
  'a whole number of at least 1',
  (u): u is number => typeof u === 'number' && Number.isSafeInteger(u) && u >= 1,
  (u, context) => (typeof u === 'number' && Number.isSafeInteger(u) && u >= 1 ? t.success(u) : t.failure(u, context)),
  t.identity,
)

/** A whole number of at least 0: what there may be none of. */
export const CountOrNone = new t.Type<number>(
  'a whole number of at least 0',
  (u): u is number => u === 0 || Count.is(u),
  (u, context) => (u === 0 || Count.is(u) ? t.success(u) : t.failure(u, context)),
  t.identity,
)

/**
 * Decodes JSON of the file `file` by a codec. The first thing that does not fit is a `BadConfig` that names its key,
 * from `prefix` on where the JSON was itself found under a key: `"model.diffusion.config.depth" is "24"; it must be a
 * whole number`.
 */
export const decodeConfig = <A>(
  codec: t.Decoder<unknown, A>,
  file: string,
  json: unknown,
  prefix = '',
): E.Either<BadConfig, A> =>
  pipe(
    decodeValue(codec, json, prefix),
    E.mapLeft(({ key, wrong, right }): BadConfig => badConfig(file, key, wrong, right)),
  )
