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
export const shape = new t.Type<Shape, string, unknown>(
  right,
  isShape,
  (text, context) => {
    const parts =
      typeof text === 'string' ? text.split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : NaN)) : []
    return isShape(parts) ? t.success(parts) : t.failure(text, context, right)
  },
  (value) => value.join(','),
)
