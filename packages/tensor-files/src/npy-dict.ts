import { either as E } from 'fp-ts'
import { type FileError, malformedError } from './error.js'

/** The three entries of a `.npy` header. */
interface NpyDict {
  /** NumPy's spelling of the element type, such as `<f4`. */
  readonly descr: string
  readonly fortranOrder: boolean
  readonly shape: readonly number[]
}

type Value = string | boolean | readonly number[]

/** What stands for the list that describes a structured type; no type that is read has this name. */
const STRUCTURED = 'a structured type'

/** `'key': value`; the value a string, a boolean, a tuple of integers, or the start of a list. */
const ENTRY = /\s*(?:'(\w+)'|"(\w+)")\s*:\s*(?:'([^'\\]*)'|"([^"\\]*)"|(True|False)|\(([-\d\sL,]*)\)|(\[))/y
const SEPARATOR = /\s*(,\s*\}|,|\})/y
const INTEGER = /^\s*(-?\d+)L?\s*$/u

const bad = (file: string, reason: string) => malformedError(file, 'the .npy header', reason)

/** The inside of a Python tuple of integers: nothing is (), `5,` is (5,), `1, 2` is (1, 2). `5` alone is no tuple. */
const tuple = (text: string): readonly number[] | undefined => {
  if (text.trim() === '') return []
  const items = text.split(',')
  if (items.length < 2) return undefined
  const integers = (items.at(-1)?.trim() === '' ? items.slice(0, -1) : items).map((item) => INTEGER.exec(item)?.[1])
  return integers.every((integer) => integer !== undefined) ? integers.map(Number) : undefined
}

const valueOf = ([, , , single, double, boolean, numbers, list]: readonly (string | undefined)[]):
  | Value
  | undefined => {
  if (list !== undefined) return STRUCTURED
  if (boolean !== undefined) return boolean === 'True'
  return numbers === undefined ? (single ?? double) : tuple(numbers)
}

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at
  return pattern.exec(text)
}

const entries = (file: string, text: string): E.Either<FileError, ReadonlyMap<string, Value>> => {
  if (!text.startsWith('{')) return bad(file, 'it is no Python dictionary; it begins with "{"')
  const found = new Map<string, Value>()
  for (let at = 1; ; ) {
    const entry = matchAt(ENTRY, text, at)
    if (entry === null)
      return bad(file, `at character ${at} it has no entry; it has 'descr', 'fortran_order' and 'shape'`)
    const key = entry[1] ?? entry[2] ?? ''
    const value = valueOf(entry)
    if (value === undefined) return bad(file, `the value of '${key}' is no tuple of integers, such as (1, 64, 128)`)
    if (found.has(key)) return bad(file, `'${key}' is there twice; each key is there once`)
    found.set(key, value)
    if (value === STRUCTURED) return E.right(found)
    const separator = matchAt(SEPARATOR, text, at + entry[0].length)
    if (separator === null) return bad(file, `a comma or "}" is missing after '${key}'`)
    at += entry[0].length + separator[0].length
    if (separator[1] === ',') continue
    return text.slice(at).trim() === '' ? E.right(found) : bad(file, 'text follows the dictionary; none may')
  }
}

/**
 * The header's Python dictionary, without evaluating it: exactly the keys `descr`, `fortran_order`, `shape`.
 * `Malformed`, `UnsupportedDtype` for a structured type. Source: NumPy's NEP 1, "A Simple File Format for NumPy
 * Arrays".
 */
export const parseNpyDict = (file: string, text: string): E.Either<FileError, NpyDict> => {
  const parsed = entries(file, text)
  if (E.isLeft(parsed)) return parsed
  const descr = parsed.right.get('descr')
  const fortranOrder = parsed.right.get('fortran_order')
  const shape = parsed.right.get('shape')
  if (descr === STRUCTURED) return E.left({ _tag: 'UnsupportedDtype', file, part: 'the array', dtype: STRUCTURED })
  return parsed.right.size === 3 &&
    typeof descr === 'string' &&
    typeof fortranOrder === 'boolean' &&
    typeof shape === 'object'
    ? E.right({ descr, fortranOrder, shape })
    : bad(file, "it has exactly 'descr' (a string), 'fortran_order' (True or False) and 'shape' (a tuple)")
}
