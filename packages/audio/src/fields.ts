/** Little-endian fields, each `[bytes, value]`. */
export const fields = (...list: readonly (readonly [1 | 2 | 4 | 8, number])[]): Uint8Array => {
  const out = new Uint8Array(list.reduce((total, [bytes]) => total + bytes, 0))
  list
    .flatMap(([bytes, value]) => Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * i)) % 256))
    .forEach((byte, i) => {
      out[i] = byte
    })
  return out
}

/** Text of ASCII as bytes. */
export const asciiBytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
