import * as t from 'io-ts'
import { type Interval } from '../stable-audio/told.js'

const words = 'what is to be heard, in words'

/** A prompt: an empty one is often a variable of the shell that was not set. */
export const spoken: t.Type<string, string, unknown> = new t.Type(
  words,
  t.string.is,
  (text, context) =>
    typeof text === 'string' && text.trim() !== '' ? t.success(text) : t.failure(text, context, words),
  String,
)

const right = 'two numbers from 0 to 1, the lower first, such as 0.2,0.8'

const isShare = (value: unknown): value is Interval =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((bound) => typeof bound === 'number' && 0 <= bound && bound <= 1) &&
  value[0] <= value[1]

/** A stretch of the share of noise, `a,b` with 0 <= a <= b <= 1. */
export const share = new t.Type<Interval, string, unknown>(
  right,
  isShare,
  (text, context) => {
    const parts =
      typeof text === 'string' ? text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part))) : []
    return isShare(parts) ? t.success(parts) : t.failure(text, context, right)
  },
  (value) => value.join(','),
)
