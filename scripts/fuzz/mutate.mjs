// What is done to the bytes of a good file: bits and bytes changed, numbers of headers replaced, parts cut, doubled, moved in
// from another file; in text, tokens replaced by what parsers stumble over.
import { joined, latin } from './bytes.mjs'

/** A place, more often near the beginning, where headers are. */
const place = ({ below }, bytes) => below(below(2) === 0 ? Math.min(bytes.length, 128) : bytes.length)

const span = (random, bytes) => {
  const at = place(random, bytes)
  return [at, Math.min(bytes.length, at + 1 + random.below(random.below(2) === 0 ? 16 : bytes.length))]
}

const numbers = [0, 1, 2, 3, 7, 8, 127, 128, 255, 256, 32767, 32768, 65535, 2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]

const number = (random, bytes) => {
  const out = Uint8Array.from(bytes)
  const width = random.oneOf([1, 2, 4, 8])
  const at = Math.max(0, Math.min(place(random, bytes), bytes.length - width))
  const value = random.below(3) === 0 ? random.below(2 ** 32) : random.oneOf(numbers)
  const little = random.below(2) === 0
  for (let i = 0; i < width && at + i < out.length; i++)
    out[at + (little ? i : width - 1 - i)] = Math.floor(value / 2 ** (8 * i)) % 256
  return out
}

const changes = {
  bit: (random, bytes) => {
    const out = Uint8Array.from(bytes)
    out[place(random, bytes)] ^= 1 << random.below(8)
    return out
  },
  byte: (random, bytes) => {
    const out = Uint8Array.from(bytes)
    out[place(random, bytes)] = random.below(256)
    return out
  },
  number,
  cut: (random, bytes) => bytes.subarray(0, random.below(bytes.length + 1)),
  behead: (random, bytes) => bytes.subarray(random.below(Math.min(bytes.length, 200))),
  remove: (random, bytes) => {
    const [from, to] = span(random, bytes)
    return joined(bytes.subarray(0, from), bytes.subarray(to))
  },
  double: (random, bytes) => {
    const [from, to] = span(random, bytes)
    return joined(bytes.subarray(0, to), bytes.subarray(from))
  },
  insert: (random, bytes) => {
    const at = place(random, bytes)
    const more = Uint8Array.from({ length: 1 + random.below(64) }, () => random.below(256))
    return joined(bytes.subarray(0, at), more, bytes.subarray(at))
  },
  fill: (random, bytes) => {
    const out = Uint8Array.from(bytes)
    return out.fill(random.oneOf([0, 255, random.below(256)]), ...span(random, bytes))
  },
  splice: (random, bytes, other) => {
    const [[from, to], [start, end]] = [span(random, bytes), span(random, other)]
    return joined(bytes.subarray(0, from), other.subarray(start, end), bytes.subarray(to))
  },
  append: (random, bytes, other) =>
    joined(bytes, other.subarray(random.below(2) === 0 ? 0 : random.below(other.length))),
}

const tokens = [
  '1e999',
  '-1e999',
  '0',
  '-1',
  '1e-320',
  '9007199254740993',
  'null',
  'true',
  '""',
  '{}',
  '[]',
  '"__proto__"',
  '"constructor"',
  '"\\u0000"',
  '"\\u202e"',
  '"\\ud800"',
  '\u0007',
  '\u001b[2J',
  '\ufeff',
  '\n',
  ',',
  ':',
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
]
const nested = () => `${'['.repeat(50000)}${']'.repeat(50000)}`

const tokenIn = (random, bytes) => {
  const text = Buffer.from(bytes).toString('latin1')
  const places = [...text.matchAll(/-?[0-9][0-9.eE+-]*|"[^"]*"|[{}[\],:]|null|true|false/g)]
  if (places.length === 0) return number(random, bytes)
  const { index, 0: found } = random.oneOf(places)
  const instead = random.below(40) === 0 ? nested() : random.oneOf(tokens)
  return latin(text.slice(0, index) + instead + text.slice(index + found.length))
}

const ways = Object.entries(changes)

/** A changed copy of `bytes`, and the names of the changes. `text` is whether tokens of text are changed too. */
export const mutate = (random, bytes, other, text) => {
  const names = []
  let out = bytes
  for (let more = 1 + random.below(4); more > 0 && out.length > 0; more--) {
    const [name, change] = text && random.below(2) === 0 ? ['token', tokenIn] : random.oneOf(ways)
    names.push(name)
    out = change(random, out, other)
  }
  return { bytes: out, names }
}
