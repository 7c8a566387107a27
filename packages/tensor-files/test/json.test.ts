import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { decodeJson, describeJsonFault, type JsonFault, parseJson } from '../src/index.js'
import { latin1 } from './support.js'

const left = (read: E.Either<JsonFault, unknown>): JsonFault => {
  if (E.isRight(read)) throw new Error(`it was read: ${JSON.stringify(read.right).slice(0, 80)}`)
  return read.left
}

const right = (read: E.Either<JsonFault, unknown>): unknown => {
  if (E.isLeft(read)) throw new Error(describeJsonFault(read.left))
  return read.right
}

const fault = (text: string): string => describeJsonFault(left(parseJson(text)))

describe('JSON from a file', () => {
  it('is what the parser of the language gives, for whatever it writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        const names = { keysAreNames: true }
        expect(right(parseJson(text, names))).toEqual(JSON.parse(text))
        expect(right(decodeJson(new TextEncoder().encode(text), names))).toEqual(JSON.parse(text))
      }),
    )
  })

  it('that is none is refused where the parser refuses it, whatever it is', () => {
    const marks = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', '-', '1', 'e', '.', ' ', 'true', '"a"', 'u')
    fc.assert(
      fc.property(fc.array(marks, { maxLength: 12 }), (parts) => {
        const text = parts.join('')
        let valid = true
        try {
          JSON.parse(text)
        } catch {
          valid = false
        }
        const read = parseJson(text)
        const accepted = E.isRight(read) || (valid && /twice/.test(read.left.wrong))
        expect(accepted).toBe(valid)
      }),
      { numRuns: 500 },
    )
  })

  it('is no JSON where a key is no text, however often it comes', () => {
    for (const text of ['{1:2,3:4}', '{"a":1:2}', '[1:1,1:1]'])
      expect(fault(text)).toBe('it is not JSON in UTF-8; give JSON')
  })

  it('may have a hundred levels, and no more', () => {
    right(parseJson(`${'['.repeat(100)}${']'.repeat(100)}`))
    right(parseJson(`"${'['.repeat(200)}"`))
    right(parseJson(`[${'[],'.repeat(200)}[]]`))
    for (const text of [
      `${'['.repeat(101)}${']'.repeat(101)}`,
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
      `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
      '['.repeat(1_000_000),
    ])
      expect(fault(text)).toBe('it is nested deeper than 100 levels; give one that is flatter')
  })

  it('may have a million values, and no more', () => {
    expect(right(parseJson(`[${'1,'.repeat(2 ** 20 - 2)}1]`))).toHaveLength(2 ** 20 - 1)
    expect(fault(`[${'1,'.repeat(2 ** 20)}1]`)).toBe('it has more than 1048576 values and keys; give one with fewer')
    expect(fault(`[${'{},'.repeat(2 ** 20)}1]`)).toMatch(/more than 1048576/)
    const more = { mostValues: 2 ** 21 }
    expect(right(parseJson(`[${'1,'.repeat(2 ** 20)}1]`, more))).toHaveLength(2 ** 20 + 1)
    expect(describeJsonFault(left(parseJson(`[${'1,'.repeat(2 ** 21)}1]`, more)))).toMatch(/more than 2097152/)
  })

  it('has no number beyond what a number can be', () => {
    expect(right(parseJson('[1.7e308, -1e-999, 1e30, "1e999"]'))).toEqual([1.7e308, -0, 1e30, '1e999'])
    for (const number of ['1e999', '-1e999', '1E+400', '9'.repeat(400), '1.8e308'])
      expect(fault(`{"a": [${number}]}`)).toMatch(/^it has the number -?[\d.Ee+]+; give numbers below 1.8e308$/)
    expect(fault(`[${'0'.repeat(100_000)}]`)).toMatch(/^it has the number 0+;/)
  })

  it('has each key once, however it is spelt, and the same key in two objects', () => {
    right(parseJson('{"a": {"a": 1}, "b": {"a": 1}, "c": [{"a": 1}, {"a": 2}], "d": "a"}'))
    for (const text of ['{"a": 1, "a": 2}', '{"a": 1, "\\u0061": 2}', '[{"b": {"a": {}, "c": 1, "a": []}}]'])
      expect(fault(text)).toBe('it has the key "a" twice; give each key once')
  })

  it('has no key __proto__, unless its keys are names', () => {
    for (const text of ['{"__proto__": {"polluted": 1}}', '[{"\\u005f_proto__": 1}]'])
      expect(fault(text)).toBe('its key "__proto__" is unknown; give it without')
    const named = right(parseJson('{"__proto__": 1}', { keysAreNames: true }))
    expect(Object.entries(Object(named))).toEqual([['__proto__', 1]])
    expect('polluted' in {}).toBe(false)
  })

  it('is UTF-8, with a byte-order mark before it or without', () => {
    expect(right(decodeJson(Uint8Array.from([0xef, 0xbb, 0xbf, 0x5b, 0x5d])))).toEqual([])
    expect(describeJsonFault(left(decodeJson(latin1('["\xff"]'))))).toBe('it is not JSON in UTF-8; give JSON')
    for (const text of ['', ' ', '{', '"', '"\\', '"\\"', '{"a":1', '[1,]', 'NaN', '[Infinity]', '\u0000'])
      expect(left(parseJson(text)).isJson).toBe(false)
  })
})
