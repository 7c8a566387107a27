import { hash, oneOf } from '@sigmastream/pipeline/recipe'
import * as t from 'io-ts'
import type { Parameter } from './route.js'

const text = (name: string, form: RegExp): t.Type<string, unknown, unknown> => {
  const is = (value: unknown): value is string => typeof value === 'string' && form.test(value)
  return new t.Type(
    name,
    is,
    (value, context) => (is(value) ? t.success(value) : t.failure(value, context, name)),
    t.identity,
  )
}

/** The id of a sound or of a render, in a path. */
export const idOf = (what: string): Parameter => ({ codec: hash, about: `the id of ${what}` })

/** A whole number in a path. */
export const countOf = (about: string): Parameter => ({ codec: text('a whole number', /^\d{1,9}$/), about })

/** The name of a file; folders in it are left out, and control characters are not taken. */
export const fileName: Parameter = {
  codec: text('a name of 1 to 255 letters', /^[^\p{Cc}]{1,255}$/u),
  about: 'what the file is called; folders before it are left out',
}

/** In which container a result is to come. */
export const container: Parameter = {
  codec: oneOf({ wav: null, flac: null }),
  about: 'wav or flac; as it was made where it is left out',
}
