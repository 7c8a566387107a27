/**
 * Just past the string literal that begins at `start`: its closing quote is the first after an even run of backslashes.
 */
const stringEnd = (text: string, start: number): number => {
  for (let quote = text.indexOf('"', start + 1); ; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0
    while (text[quote - 1 - backslashes] === '\\') backslashes++
    if (backslashes % 2 === 0) return quote + 1
  }
}

/**
 * The first key that one object of a JSON text has twice, which `JSON.parse` would hide by keeping the last. `text` has
 * been parsed already, so it is valid: every string literal is closed, and a colon outside one follows a key.
 */
export const duplicateKey = (text: string): string | undefined => {
  const open: Set<string>[] = []
  let literal = ''
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '{') open.push(new Set())
    else if (char === '}') open.pop()
    else if (char === '"') {
      const end = stringEnd(text, at)
      literal = text.slice(at, end)
      at = end - 1
    } else if (char === ':') {
      const key = String(JSON.parse(literal))
      const keys = open.at(-1)
      if (keys?.has(key)) return key
      keys?.add(key)
    }
  }
  return undefined
}
