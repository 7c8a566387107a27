import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'

/** What of a JSON value is not of the form that it must have: the path of its key, what it is, and what would be right. */
export interface Misfit {
  readonly key: string
  readonly wrong: string
  readonly right: string
}

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
 * Decodes a JSON value by a codec. The first thing that does not fit is named by its key, from `prefix` on where the
 * value was itself found under a key.
 */
export const decodeValue = <A>(codec: t.Decoder<unknown, A>, json: unknown, prefix = ''): E.Either<Misfit, A> =>
  pipe(
    codec.decode(json),
    E.mapLeft((errors): Misfit => {
      const context = errors[0]?.context ?? []
      const last = context.at(-1)
      return { key: keyOf(prefix, context), wrong: showJson(last?.actual), right: last?.type.name ?? codec.name }
    }),
  )
