/** Parts of a file, one behind the other. */
export const joined = (...parts) => Uint8Array.from(Buffer.concat(parts))

/** Text of bytes, a character each. */
export const latin = (text) => Uint8Array.from(Buffer.from(text, 'latin1'))

/** The value of a result that must have one. */
export const right = (result) => {
  if (result._tag === 'Left') throw new Error(JSON.stringify(result.left))
  return result.right
}
