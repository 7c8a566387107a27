/** Hours and minutes in front of seconds: `1:02.5`, `1:00:02.5`. Only what is in front of them may be above 59. */
const clock = /^(?:(\d+):)?(\d+):(\d{2}(?:\.\d*)?)$/

/**
 * A time as it is typed, in seconds: a number of them, `m:ss.mmm` or `h:mm:ss.mmm`; NaN for any other text. What is
 * behind the point stays as it was written.
 */
export const secondsIn = (text: string): number => {
  const found = clock.exec(text.trim())
  if (found === null) return text.trim() === '' ? NaN : Number(text)
  const [, hours, minutes = '', seconds = ''] = found
  const [whole = '', fraction = ''] = seconds.split('.')
  if (Number(whole) > 59 || (hours !== undefined && Number(minutes) > 59)) return NaN
  return Number(`${(Number(hours ?? 0) * 60 + Number(minutes)) * 60 + Number(whole)}.${fraction}`)
}

/** What a message adds where a time would do. */
export const orClock = ', or a time such as 1:02.5'
