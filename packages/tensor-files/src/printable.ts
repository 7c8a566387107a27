const LONGEST = 240

/** Text from a file as one line of a message: control and formatting characters replaced, long text cut. */
export const printableText = (text: string): string => {
  const line = text.slice(0, LONGEST + 1).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\u{FFFD}')
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}...` : line
}
