// A tokenizer of the real size out of a toy: what it does to a prompt stays, since what is added is merged last.

/** Pieces that may be added to: letters, and what is made of them. */
const growing = /^[\u2581A-Za-z]+$/u

/**
 * A BPE tokenizer with more pieces: each is one that is there and a letter, with the merge that makes it.
 *
 * @param {{ readonly model: { readonly vocab: Record<string, number>, readonly merges: readonly (readonly string[])[] } }} toy
 * @param {number} count of pieces
 */
export const withPieces = (toy, count) => {
  const pieces = new Map(Object.entries(toy.model.vocab))
  const grown = [...pieces.keys()].filter((piece) => growing.test(piece))
  const letters = grown.filter((piece) => /^[a-z]$/.test(piece))
  const merges = [...toy.model.merges]
  let id = Math.max(...pieces.values()) + 1
  for (let at = 0; pieces.size < count; at++)
    for (const letter of letters) {
      const piece = grown[at] + letter
      if (pieces.size === count || pieces.has(piece)) continue
      pieces.set(piece, id++)
      grown.push(piece)
      merges.push([grown[at], letter])
    }
  return { ...toy, model: { ...toy.model, vocab: Object.fromEntries(pieces), merges } }
}
