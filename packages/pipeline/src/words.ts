/** The name of a field inside a sentence: who shows it says how it is written (`sigmaMax`, `--sigma-max`). */
export interface FieldName {
  readonly field: string
}

/** A sentence that names fields. */
export type Words = readonly (string | FieldName)[]

/** How a field is written. */
export type NameOf = (field: string) => string

/** A field to be named in a sentence. */
export const field = (name: string): FieldName => ({ field: name })

/** A sentence: `` words`${field('noise')} needs ${field('seed')}` ``. */
export const words = (texts: TemplateStringsArray, ...between: readonly (string | number | FieldName)[]): Words =>
  texts.flatMap((text, i) => {
    const part = between[i]
    return part === undefined ? [text] : [text, typeof part === 'number' ? String(part) : part]
  })

/** The sentence as text; fields are written as they are in a recipe unless `nameOf` says otherwise. */
export const textOf = (sentence: Words, nameOf: NameOf = (name) => name): string =>
  sentence.map((part) => (typeof part === 'string' ? part : nameOf(part.field))).join('')

/** A number to read: six significant digits at most, no trailing zeros; from 1e9 on with a power of ten. */
export const showNumber = (value: number): string => {
  const short = Number(value.toPrecision(6))
  return Math.abs(short) < 1e9 ? String(short) : short.toExponential().replace('+', '')
}

/** A value of any kind to read: as JSON, and not too much of it. */
export const showValue = (value: unknown): string => (JSON.stringify(value) ?? 'missing').slice(0, 80)

/** Bytes to read. */
export const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`
