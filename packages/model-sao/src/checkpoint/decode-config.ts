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

/** The types whose members io-ts counts as steps of the path, where the JSON has none. */
const isTransparent = (type: t.Decoder<unknown, unknown> | undefined): boolean =>
  type instanceof t.IntersectionType || type instanceof t.UnionType

/** `model.conditioning.configs[0].type` */
const keyOf = (prefix: string, context: t.Context): string =>
  context
    .filter((_, i) => i > 0 && !isTransparent(context[i - 1]?.type))
    .reduce((path, { key }) => (/^\d+$/.test(key) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`), prefix)

const LONGEST = 60

/** A JSON value as words, cut where it is long. */
export const showJson = (value: unknown): string => {
  if (value === undefined) return 'missing'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text
}

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
    codec.decode(json),
    E.mapLeft((errors): BadConfig => {
      const context = errors[0]?.context ?? []
      const last = context.at(-1)
      const key = keyOf(prefix, context)
      return badConfig(file, key, showJson(last?.actual), last?.type.name ?? codec.name)
    }),
  )
