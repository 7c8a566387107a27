import * as t from 'io-ts'

/** An option that may be given several times, or not at all. */
export const many = <A>(each: t.Type<A, unknown, unknown>): t.Type<readonly A[], unknown, unknown> => {
  const list = t.readonlyArray(each)
  return new t.Type(list.name, list.is, (typed, context) => list.validate(typed ?? [], context), list.encode)
}
