import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { nearest } from './nearest.js'

const suggestion = (text: string, all: readonly string[]): string => {
  const near = nearest(text, all)
  return near === undefined
    ? `one of ${all.join(', ')}`
    : `${near}, or another of ${all.filter((name) => name !== near).join(', ')}`
}

/** One of `names`; the message for any other suggests the nearest, if one is near. */
export const oneOf = <K extends string>(names: Readonly<Record<K, unknown>>): t.Type<K, string, unknown> => {
  const known = t.keyof<Readonly<Record<K, unknown>>>(names)
  const all = Object.keys(names)
  return new t.Type(
    all.join(' | '),
    known.is,
    (text, context) =>
      E.isRight(known.decode(text))
        ? known.validate(text, context)
        : t.failure(text, context, suggestion(String(text), all)),
    String,
  )
}

/** A text with something in it; `what` says what it should be. */
export const textOf = (what: string): t.Type<string, string, unknown> =>
  new t.Type(
    what,
    t.string.is,
    (text, context) => {
      if (typeof text !== 'string' || text.trim() === '') return t.failure(text, context, what)
      return text.startsWith('--')
        ? t.failure(text, context, `${what} (${text} is an option; write ./${text} for a file of that name)`)
        : t.success(text)
    },
    String,
  )
