import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

/** Levels of brackets: what is written here has five, and no configuration of a model comes near it. */
const DEEPEST = 100
/** Brackets, commas and colons: the vocabulary of a large text encoder has some 800 000, with merges three times that. */
const MOST_MARKS = 2 ** 20
/** Digits of a number; a float64 takes 17, and no more than 309 before its point. */
const LONGEST_NUMBER = 1000

const CODES = { quote: 0x22, comma: 0x2c, minus: 0x2d, zero: 0x30, nine: 0x39, colon: 0x3a, backslash: 0x5c } as const
const [ARRAY, ARRAY_END, OBJECT, OBJECT_END] = [0x5b, 0x5d, 0x7b, 0x7d] as const
const NUMBER = /-?[\d.eE+-]+/y

/**
 * Just past the string literal that begins at `start`: its closing quote is the first after an even run of backslashes;
 * -1 where it is never closed.
 */
const stringEnd = (text: string, start: number): number => {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0
    while (text.charCodeAt(quote - 1 - backslashes) === CODES.backslash) backslashes++
    if (backslashes % 2 === 0) return quote + 1
  }
  return -1
}

/** The key that a string literal spells; its own text where it is no literal, for the parser to refuse. */
const keyOf = (literal: string): string => {
  if (!literal.includes('\\')) return literal.slice(1, -1)
  try {
    return String(JSON.parse(literal))
  } catch {
    return literal
  }
}

/** What is wrong with a JSON text, and what would be right; what it quotes of the text is as it is there. */
export interface JsonFault {
  /** Whether it is JSON at all, and only something in it is refused. */
  readonly isJson: boolean
  readonly wrong: string
  readonly right: string
}

const notJson: JsonFault = { isJson: false, wrong: 'it is not JSON in UTF-8', right: 'JSON' }
const fault = (wrong: string, right: string): JsonFault => ({ isJson: true, wrong, right })

/** One clause. */
export const describeJsonFault = ({ wrong, right }: JsonFault): string => `${wrong}; give ${right}`

/** What else is asked of a JSON text. */
export interface JsonRules {
  /** Whether keys are names that somebody chose and that go into a map, so that `__proto__` is one as any other. */
  readonly keysAreNames?: boolean
  /** How many values and keys it may have, a million unless it is said. */
  readonly mostValues?: number
}

/**
 * What the parser would let pass: a text that is too deep or has too much in it, a key twice in one object (it keeps
 * the last), `__proto__`, a number beyond float64 (it makes it infinite). `null` where there is nothing, and where the
 * text is no JSON, which the parser says.
 */
const faultIn = (text: string, { keysAreNames = false, mostValues = MOST_MARKS }: JsonRules): JsonFault | null => {
  const open: (Set<string> | null)[] = []
  let [marks, literal]: [number, string | null] = [0, null]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === CODES.quote) {
      const end = stringEnd(text, at)
      if (end < 0) return null
      literal = text.slice(at, end)
      at = end - 1
    } else if (code === CODES.minus || (code >= CODES.zero && code <= CODES.nine)) {
      NUMBER.lastIndex = at
      const number = NUMBER.exec(text)?.[0] ?? ''
      at += Math.max(number.length, 1) - 1
      if (number.length > LONGEST_NUMBER || Math.abs(Number(number)) === Infinity)
        return fault(`it has the number ${number.slice(0, 20)}`, 'numbers below 1.8e308')
    } else if (code === ARRAY_END || code === OBJECT_END) open.pop()
    else if (code === ARRAY || code === OBJECT) {
      open.push(code === ARRAY ? null : new Set())
      if (open.length > DEEPEST) return fault(`it is nested deeper than ${DEEPEST} levels`, 'one that is flatter')
      marks += 1
    } else if (code === CODES.comma) marks += 1
    else if (code === CODES.colon) {
      marks += 1
      if (literal === null) return null
      const key = keyOf(literal)
      literal = null
      const keys = open.at(-1)
      if (keys?.has(key)) return fault(`it has the key ${JSON.stringify(key.slice(0, 80))} twice`, 'each key once')
      if (key === '__proto__' && !keysAreNames) return fault('its key "__proto__" is unknown', 'it without')
      keys?.add(key)
    }
    if (marks > mostValues) return fault(`it has more than ${mostValues} values and keys`, 'one with fewer')
  }
  return null
}

/**
 * The value of a JSON text, by the one reader of all JSON that comes from a file or from elsewhere: at most 100 levels
 * and a million values unless the rules say more, every number finite, no key twice in an object, no `__proto__` unless keys are names. Its time
 * grows with the text alone.
 */
export const parseJson = (text: string, rules: JsonRules = {}): E.Either<JsonFault, unknown> => {
  const found = faultIn(text, rules)
  return found !== null
    ? E.left(found)
    : E.tryCatch(
        (): unknown => JSON.parse(text),
        () => notJson,
      )
}

/** The same of the bytes of a file, which are UTF-8; a byte-order mark before the text is left out. */
export const decodeJson = (bytes: Uint8Array, rules: JsonRules = {}): E.Either<JsonFault, unknown> =>
  pipe(
    E.tryCatch(
      () => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
      () => notJson,
    ),
    E.flatMap((text) => parseJson(text, rules)),
  )
