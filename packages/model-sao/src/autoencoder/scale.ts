import * as t from 'io-ts'

const isScale = (u: unknown): u is number => typeof u === 'number' && Number.isFinite(u) && u > 0

/** What latents are divided by after encoding. */
export const Scale = new t.Type<number>(
  'a finite number above 0',
  isScale,
  (u, at) => (isScale(u) ? t.success(u) : t.failure(u, at)),
  t.identity,
)
