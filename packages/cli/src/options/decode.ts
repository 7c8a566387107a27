import type { Region } from '@sigmastream/core'
import { isTime } from '@sigmastream/pipeline/recipe'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type Usage, usage } from '../errors.js'
import { optionName } from './option-name.js'
import { orClock, secondsIn } from './time.js'

const numberIn = (text: string): number => (text.trim() === '' ? NaN : Number(text))

/**
 * What typed text may mean as JSON, in the order in which it is tried: itself, a number, numbers with commas between;
 * a time may be written as a clock does.
 */
const meanings = (typed: unknown, of: t.Mixed): readonly unknown[] => {
  const valueIn = isTime(of) ? secondsIn : numberIn
  if (typed === undefined) return [undefined, []]
  if (Array.isArray(typed)) return [typed, typed.map((one) => (typeof one === 'string' ? valueIn(one) : one))]
  return typeof typed === 'string' ? [typed, valueIn(typed), typed.split(',').map(valueIn)] : [typed]
}

/** The codec of each option of a list of options. */
const optionsOf = (codec: t.Mixed): Readonly<Record<string, t.Mixed>> => {
  if (codec instanceof t.IntersectionType)
    return Object.assign({}, ...codec.types.map((part: t.Mixed) => optionsOf(part)))
  return codec instanceof t.InterfaceType || codec instanceof t.PartialType ? codec.props : {}
}

/** Typed options as JSON: each as the first of its meanings that fits, or as it was typed where none does. */
const asJson = (codec: t.Mixed, typed: object): object => {
  const values = new Map<string, unknown>(Object.entries(typed))
  return Object.fromEntries(
    Object.entries(optionsOf(codec)).flatMap(([name, of]) => {
      const fit = meanings(values.get(name), of).find((value) => E.isRight(of.decode(value)))
      return values.has(name) || fit !== undefined ? [[name, fit ?? values.get(name)]] : []
    }),
  )
}

const valueText = (value: unknown): string =>
  value === undefined ? 'missing' : typeof value === 'string' ? `"${value}"` : String(value)

/** The first fault: intersections and arrays add numbers to the context, and names are those of options. */
const faultOf = ([first]: t.Errors): string => {
  const key = first?.context.map((entry) => entry.key).find((name) => /^[a-z]/i.test(name)) ?? 'an option'
  const right = first?.message ?? first?.context.at(-1)?.type.name ?? 'something else'
  const clock = first?.context.some(({ type }) => type instanceof t.Type && isTime(type)) === true ? orClock : ''
  return `${optionName(key)} is ${valueText(first?.value)}: give ${right}${clock}`
}

/** What was typed, decoded once; options that fit are typed from here on. */
export const decodeOptions = <A>(codec: t.Type<A, unknown, unknown>, typed: unknown): E.Either<Usage, A> =>
  pipe(
    codec.decode(typeof typed === 'object' && typed !== null ? asJson(codec, typed) : typed),
    E.mapLeft((errors) => usage(faultOf(errors))),
  )

/** A text with something in it; `what` says what it should be. */
export const textOf = (what: string): t.Type<string, unknown, unknown> =>
  new t.Type(
    what,
    t.string.is,
    (text, context) => {
      if (typeof text !== 'string' || text.trim() === '') return t.failure(text, context, what)
      return text.startsWith('--')
        ? t.failure(text, context, `${what} (${text} is an option; write ./${text} for a file of that name)`)
        : t.success(text)
    },
    t.identity,
  )

/**
 * `--from` and `--to`, which come in pairs: the first with the first. What a region may be is checked against the clip.
 */
export const regionsOf = (from: readonly number[], to: readonly number[]): E.Either<Usage, readonly Region[]> => {
  if (from.length === 0 && to.length === 0) return E.left(usage('no region: give --from and --to, in seconds'))
  return from.length === to.length
    ? E.right(from.map((start, i) => ({ from: start, to: to[i]! }))) // equal lengths
    : E.left(
        usage(
          `${from.length} --from and ${to.length} --to: give as many of one as of the other, a pair for each region`,
        ),
      )
}

/** For options that may be given several times: the values so far, and one more. */
export const collectValues = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]
