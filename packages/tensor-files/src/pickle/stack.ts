import { either as E } from 'fp-ts'
import { type FileError, malformedError } from '../error.js'
import { PICKLE } from './decode.js'
import { asTagged, type PickleValue } from './value.js'

/**
 * The state of one reading: `marks` are heights of the stack. `decodePickle` makes it and drops it, and no one else
 * sees it change; it cannot be immutable, because a pickle refers to lists and dictionaries that it fills only later.
 */
export interface Stack {
  readonly file: string
  readonly values: PickleValue[]
  readonly marks: number[]
  readonly memo: Map<number, PickleValue>
}

/** A pickle that no writer makes, as a `Left`. */
export const damagedPickle = ({ file }: Stack, does: string): E.Either<FileError, never> =>
  malformedError(file, PICKLE, `it ${does}; it is damaged`)

/** Takes the topmost value, which must lie above the last mark. */
export const pop = (stack: Stack): E.Either<FileError, PickleValue> => {
  const value = stack.values.length > (stack.marks.at(-1) ?? 0) ? stack.values.pop() : undefined
  return value === undefined ? damagedPickle(stack, 'takes a value from an empty stack') : E.right(value)
}

/** Takes `count` values from the top, in the order they were pushed. */
export const popMany = (stack: Stack, count: number): E.Either<FileError, readonly PickleValue[]> =>
  stack.values.length - (stack.marks.at(-1) ?? 0) < count
    ? damagedPickle(stack, 'takes values from an empty stack')
    : E.right(stack.values.splice(stack.values.length - count))

/** Takes the values since the last mark, and the mark. */
export const popToMark = (stack: Stack): E.Either<FileError, readonly PickleValue[]> => {
  const mark = stack.marks.pop()
  return mark === undefined
    ? damagedPickle(stack, 'asks for a mark that is not there')
    : E.right(stack.values.splice(mark))
}

/** Adds to the list on top. */
export const append = (stack: Stack, values: readonly PickleValue[]): E.Either<FileError, void> => {
  const list = asTagged(stack.values.at(-1))
  if (list?._tag !== 'List') return damagedPickle(stack, 'appends to what is no list')
  for (const value of values) list.items.push(value)
  return E.right(undefined)
}

/** A key as the text that names what is under it; a tuple as Python prints it. `null` for what is no plain value. */
const keyOf = (key: PickleValue | undefined): string | number | null => {
  if (typeof key === 'string' || typeof key === 'number') return key
  if (typeof key === 'boolean') return key ? 'True' : 'False'
  if (key === null) return 'None'
  const tuple = asTagged(key)
  if (tuple?._tag !== 'Tuple' || tuple.items.length > MOST_IN_KEY) return null
  const parts = tuple.items.map((item) => (asTagged(item) === undefined ? keyOf(item) : null))
  return parts.includes(null) ? null : `(${parts.join(', ')})`
}

/** Values in a key that is a tuple. */
const MOST_IN_KEY = 8

/** Sets keys of a dictionary, from key, value, key, value... `Malformed` where two keys have one text. */
export const setEntries = (
  { file }: Stack,
  items: Map<string | number, PickleValue>,
  pairs: readonly PickleValue[],
): E.Either<FileError, void> => {
  for (let i = 0; i < pairs.length; i += 2) {
    const [given, value] = pairs.slice(i, i + 2)
    const key = keyOf(given)
    if (key === null || value === undefined)
      return malformedError(file, PICKLE, 'a dictionary in it has a key that is no plain value; save one with texts')
    if (key !== given && items.has(key))
      return malformedError(file, PICKLE, `a dictionary in it has two keys that read ${key}; give them other names`)
    items.set(key, value)
  }
  return E.right(undefined)
}

/** Sets keys of the dictionary on top, from key, value, key, value... */
export const setItems = (stack: Stack, pairs: readonly PickleValue[]): E.Either<FileError, void> => {
  const dict = asTagged(stack.values.at(-1))
  return dict?._tag !== 'Dict' || pairs.length % 2 !== 0
    ? damagedPickle(stack, 'sets items of what is no dictionary')
    : setEntries(stack, dict.items, pairs)
}
