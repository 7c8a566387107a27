import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as t from 'io-ts'

const fixture = <A>(name: string, codec: t.Type<A>): A => {
  const path = fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))
  const json: unknown = JSON.parse(readFileSync(path, 'utf8'))
  if (!codec.is(json)) throw new Error(`${path} has another form`)
  return json
}

const { seed, pieces, texts, blocks } = fixture(
  'gemma-texts.json',
  t.type({ seed: t.number, blocks: t.number, pieces: t.array(t.string), texts: t.array(t.string) }),
)

/** What `fixtures/make.py` wrote: the ids of each text, and a hash of those of every hundred random ones. */
export const recordedIds = fixture(
  'gemma-ids.json',
  t.type({ texts: t.array(t.array(t.number)), blocks: t.array(t.string) }),
)

export { texts as recordedTexts }

/** The draws of `fixtures/make.py`, whole numbers below n. */
const drawsFrom = (first: number): ((n: number) => number) => {
  let state = first
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state * n) / 2 ** 32)
  }
}

type Draw = ReturnType<typeof drawsFrom>

const part = (below: Draw): string => {
  switch (below(8)) {
    case 0:
    case 1:
      return pieces[below(pieces.length)] ?? ''
    case 2:
      return String.fromCharCode(below(0x80))
    case 3:
      return String.fromCharCode(0x80 + below(0x780))
    case 4:
      return String.fromCharCode(0x800 + below(0xf800))
    case 5:
      return String.fromCodePoint(0x10000 + below(0x100000))
    case 6:
      return String.fromCodePoint(0x1f300 + below(0x400))
    default:
      return ' '.repeat(below(40))
  }
}

/** The random texts, by the hundred, as `fixtures/make.py` draws them: any Unicode, halves of surrogate pairs too. */
export const randomTexts = (): readonly (readonly string[])[] => {
  const below = drawsFrom(seed)
  const parts = (): readonly string[] => Array.from({ length: below(24) }, () => part(below))
  return Array.from({ length: blocks }, () => Array.from({ length: 100 }, () => parts().join('')))
}
