import * as t from 'io-ts'

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
