import { hash, oneOf, textWith } from '@sigmastream/pipeline/recipe'
import type { Parameter } from './route.js'

/** The id of a sound or of a render, in a path. */
export const idOf = (what: string): Parameter => ({ codec: hash, about: `the id of ${what}` })

/** A whole number in a path. */
export const countOf = (about: string): Parameter => ({ codec: textWith('a whole number', '^[0-9]{1,9}$'), about })

/** The name of a file; folders in it are left out, and control characters are not taken. */
export const fileName: Parameter = {
  codec: textWith('a name of 1 to 255 letters', '^[^\\u0000-\\u001f\\u007f-\\u009f]{1,255}$'),
  about: 'what the file is called; folders before it are left out',
}

/** In which container a result is to come. */
export const container: Parameter = {
  codec: oneOf({ wav: null, flac: null }),
  about: 'wav or flac; as it was made where it is left out',
}
