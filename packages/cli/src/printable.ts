/**
 * What a terminal would obey, or what would turn a line around: control characters (an escape sequence begins with
 * one), formatting ones such as marks of direction, separators of lines, halves of a pair. Not the two that join
 * letters and emoji.
 */
const OBEYED = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/** One line as a terminal may show it, whatever a file or a path put into it: each such character becomes U+FFFD. */
export const printableLine = (text: string): string => text.replaceAll(OBEYED, '\u{FFFD}')

/** A value as JSON on one line, in which such characters are escapes: what reads it gets them as they were. */
export const printableJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(OBEYED, (character) =>
    Array.from(
      { length: character.length },
      (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
    ).join(''),
  )
