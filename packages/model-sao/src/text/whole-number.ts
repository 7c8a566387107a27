import * as t from 'io-ts'

/**
 * A whole number from `least` to `most`: where a configuration's number decides how much is built, it has both bounds.
 */
export const wholeNumber = (least: number, most: number): t.Type<number> => {
  const is = (u: unknown): u is number => typeof u === 'number' && Number.isSafeInteger(u) && u >= least && u <= most
  const name = `a whole number from ${least} to ${most}`
  return new t.Type(name, is, (u, at) => (is(u) ? t.success(u) : t.failure(u, at)), t.identity)
}
