import type * as t from 'io-ts'
import { field, type NameOf, textOf, type Words } from '../words.js'
import type { JsonSchema } from './json-schema.js'
import { withEach } from './keywords.js'

/**
 * What a field is to a musician: a label, what it does to what is heard, what it is where nobody says, and examples. A
 * default that is no one value is in words. `profiled` is what the profile of a checkpoint may know better.
 */
export interface FieldWords {
  readonly title: string
  readonly about: Words
  readonly default?: unknown
  readonly usual?: Words
  readonly profiled?: true
  readonly examples: readonly [unknown, ...unknown[]]
}

/** Either model may be asked, or a checkpoint alone: what a default depends on. `unsaid` where others say the default. */
export type DefaultSource = 'either' | 'checkpoint' | 'unsaid'

const valueText = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll(/[[\]]/g, '')

/** What a field is where nobody says, to read; `null` where nothing is said of that. */
const usualText = (
  { default: value, usual, profiled }: FieldWords,
  nameOf: NameOf,
  asked: DefaultSource,
): string | null => {
  if (asked === 'unsaid') return null
  const profile = "the profile's"
  if (profiled === true && asked === 'checkpoint') return profile
  const own = usual === undefined ? (value === undefined ? null : valueText(value)) : textOf(usual, nameOf)
  return profiled === true ? `${own}; ${textOf([`with `, field('model'), ` ${profile}`], nameOf)}` : own
}

/** What a field does and what it is where nobody says, in one sentence, as help says it. */
export const helpText = (words: FieldWords, nameOf?: NameOf, asked: DefaultSource = 'either'): string => {
  const usual = usualText(words, nameOf ?? ((name) => name), asked)
  return `${textOf(words.about, nameOf)}${usual === null ? '' : ` (default: ${usual})`}`
}

/** The same as a schema carries it. */
const annotationsOf = (words: FieldWords): JsonSchema => ({
  title: words.title,
  description: helpText(words),
  ...(words.default === undefined ? {} : { default: words.default }),
  examples: words.examples,
})

/** Codecs of fields that carry the words about them. */
export const withWords = <F extends Readonly<Record<string, t.Mixed>>>(
  fields: F,
  wordsOf: Readonly<Record<keyof F, FieldWords>>,
): F => withEach(fields, wordsOf, annotationsOf)
