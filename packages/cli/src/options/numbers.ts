import * as t from 'io-ts'

/** The codec of a number written as text; `right` is what messages say would be right. */
const numberFrom = (right: string, fits: (value: number) => boolean): t.Type<number, string, unknown> =>
  new t.Type(
    right,
    t.number.is,
    (text, context) => {
      const value = typeof text === 'string' && text.trim() !== '' ? Number(text) : NaN
      return fits(value) ? t.success(value) : t.failure(text, context, right)
    },
    String,
  )

/** A whole number from `least` to `most`. */
export const wholeNumber = (least: number, most: number = Number.MAX_SAFE_INTEGER): t.Type<number, string, unknown> =>
  numberFrom(
    `a whole number from ${least} to ${most}`,
    (value) => Number.isSafeInteger(value) && least <= value && value <= most,
  )

/** A finite number, whatever its sign; what it means is checked where the clip is known. */
export const seconds = numberFrom('a number of seconds', Number.isFinite)

/** A length of time that may be none. */
export const duration = numberFrom('a number of seconds from 0 to 3600', (value) => 0 <= value && value <= 3600)

/** A noise level; the bound keeps noise of that level inside float32, squares included. */
export const sigmaLevel = numberFrom('a sigma above 0, at most 1e9', (value) => 0 < value && value <= 1e9)

/** A finite number above 0. */
export const positive = (what: string): t.Type<number, string, unknown> =>
  numberFrom(`${what} above 0`, (value) => Number.isFinite(value) && value > 0)

/** A fraction. */
export const fraction = (meaning: string): t.Type<number, string, unknown> =>
  numberFrom(`a number from 0 to 1 ${meaning}`, (value) => 0 <= value && value <= 1)

/** Any finite number. */
export const finite = numberFrom('a finite number', Number.isFinite)
