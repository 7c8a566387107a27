import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type * as t from 'io-ts'
import { type Usage, usage } from '../errors.js'

/** `paintStart` as it is typed: `--paint-start`; an argument in capitals is itself. */
const typed = (key: string): string =>
  /^[A-Z]+$/.test(key) ? key : `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

const shown = (value: unknown): string => (typeof value === 'string' ? `"${value}"` : String(value))

/** The first fault: intersections and arrays add numbers to the context, and names are those of options. */
const faultOf = ([first]: t.Errors): string => {
  const key = first?.context.map((entry) => entry.key).find((name) => /^[a-z]/i.test(name)) ?? 'an option'
  return `${typed(key)} is ${shown(first?.value)}: give ${first?.message ?? first?.context.at(-1)?.type.name ?? 'something else'}`
}

/** What was typed, decoded once; options that fit are typed from here on. */
export const decodeOptions = <A>(codec: t.Decoder<unknown, A>, typedOptions: unknown): E.Either<Usage, A> =>
  pipe(
    codec.decode(typedOptions),
    E.mapLeft((errors) => usage(faultOf(errors))),
  )
