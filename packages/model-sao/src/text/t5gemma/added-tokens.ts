interface Step {
  readonly next: Map<string, Step>
  id?: number
}

/** A piece of a text: a token that is found as it stands, or what is between two. */
export type Piece = { readonly _tag: 'Token'; readonly id: number } | { readonly _tag: 'Text'; readonly text: string }

/** A tree of the letters of the tokens. */
const treeOf = (tokens: ReadonlyMap<string, number>): Step => {
  const root: Step = { next: new Map() }
  tokens.forEach((id, content) => {
    const last = Array.from(content).reduce((step, letter): Step => {
      const found: Step = step.next.get(letter) ?? { next: new Map() }
      step.next.set(letter, found)
      return found
    }, root)
    if (last !== root) last.id = id
  })
  return root
}

/**
 * Cuts a text at the tokens that are found as they stand: from the left, and where several begin at one place, the
 * longest. Each place costs no more steps than the longest token has letters.
 *
 * Source: huggingface tokenizers' `AddedVocabulary::find_matches`, for tokens that are not normalized.
 */
export const piecesAround = (tokens: ReadonlyMap<string, number>): ((text: string) => readonly Piece[]) => {
  const root = treeOf(tokens)
  return (text) => {
    const letters = Array.from(text)
    const pieces: Piece[] = []
    let [begun, at] = [0, 0]
    const closeText = (end: number): void => {
      if (end > begun) pieces.push({ _tag: 'Text', text: letters.slice(begun, end).join('') })
    }
    while (at < letters.length) {
      let [step, end, id]: [Step | undefined, number, number | undefined] = [root, at, undefined]
      for (let i = at; i < letters.length; i++) {
        step = step.next.get(letters[i]!) // i is below the length
        if (step === undefined) break
        if (step.id !== undefined) [end, id] = [i + 1, step.id]
      }
      if (id === undefined) at += 1
      else {
        closeText(at)
        pieces.push({ _tag: 'Token', id })
        at = end
        begun = end
      }
    }
    closeText(letters.length)
    return pieces
  }
}
