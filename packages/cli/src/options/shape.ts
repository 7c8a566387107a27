import type { Shape } from '@sigmastream/core'
import * as t from 'io-ts'

/** Elements that one tensor made here may have: 1 GiB of float32. */
const mostElements = 2 ** 28

const right = `a shape such as 1,64,128: batch, channels and frames, each at least 1, at most ${mostElements} elements together`

const isShape = (value: unknown): value is Shape =>
  Array.isArray(value) &&
  value.length === 3 &&
  value.every((n) => Number.isSafeInteger(n) && n >= 1) &&
  value.reduce((product, n) => product * n, 1) <= mostElements

/** `[batch, channels, frames]`, written with commas. */
export const shape = new t.Type<Shape, unknown, unknown>(
  right,
  isShape,
  (value, context) => (isShape(value) ? t.success(value) : t.failure(value, context, right)),
  t.identity,
)
