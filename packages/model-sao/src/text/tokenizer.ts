/**
 * Prompts as a text encoder takes them: row-major `[prompts, length]`; the mask is 1 where a token is, 0 where padding
 * is.
 */
export interface TokenBatch {
  readonly length: number
  readonly ids: BigInt64Array
  readonly mask: Float32Array
}

/** A prompt that is longer than its reader takes. */
export interface CutPrompt {
  /** Tokens of all of it, an end token included; at least so many of a text of more than 16 384 letters. */
  readonly tokens: number
  /** How many of them are read. */
  readonly counted: number
  /** What is not read, or not to its end, from the first such word on. */
  readonly unheard: string
}

/** A loaded tokenizer. */
export interface PromptTokenizer {
  /** The token ids of a prompt, the end token last where there is one, however many. */
  readonly encode: (prompt: string) => readonly number[]
  /**
   * Each prompt cut to `length` tokens, the last of them the end token where there is one, or padded at its end.
   * `length` is at least 1.
   */
  readonly batch: (prompts: readonly string[], length: number) => TokenBatch
  /** What `batch` cuts off a prompt; `null` for nothing. */
  readonly cut: (prompt: string, length: number) => CutPrompt | null
}

/** The ids that go around a prompt. */
export interface Ends {
  /** Behind its last token; a tokenizer without one ends a prompt with that token. */
  readonly end?: number
  readonly padding: number
}

/**
 * UTF-16 units of a prompt that are read. No encoder takes more than 1024 tokens, T5's longest has 16 characters, and
 * Gemma's 256 would have to have 64 each: what comes after them would be cut anyway, and a prompt of any length costs
 * no more than this.
 */
const MOST_TEXT = 16 * 1024

/** Where words of a text end. */
const wordEnds = (text: string): readonly number[] =>
  [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => index + word.length)

/**
 * The words that are read whole are those whose tokens fit, with the end token where there is one: their number is
 * found by halving, since more words never have fewer tokens.
 */
const cutOf = (encode: PromptTokenizer['encode'], prompt: string, length: number): CutPrompt | null => {
  const tokens = encode(prompt).length
  if (tokens <= length) return null
  const ends = wordEnds(prompt.slice(0, MOST_TEXT))
  let [heard, unheard] = [0, ends.length]
  while (unheard - heard > 1) {
    const middle = (heard + unheard) >> 1
    if (encode(prompt.slice(0, ends[middle - 1])).length <= length) heard = middle
    else unheard = middle
  }
  return { tokens, counted: length, unheard: prompt.slice(heard === 0 ? 0 : ends[heard - 1]).trim() }
}

/** The tokenizer of prompts around one of texts, which is given no end token. */
export const promptTokenizer = (
  encodeText: (text: string) => readonly number[],
  { end, padding }: Ends,
): PromptTokenizer => {
  const last = end === undefined ? [] : [end]
  const encode = (prompt: string): readonly number[] => [...encodeText(prompt.slice(0, MOST_TEXT)), ...last]
  return {
    encode,
    cut: (prompt, length) => cutOf(encode, prompt, length),
    batch: (prompts, length) => {
      const ids = new BigInt64Array(prompts.length * length).fill(BigInt(padding))
      const mask = new Float32Array(prompts.length * length)
      prompts.forEach((prompt, row) => {
        const all = encode(prompt)
        const kept = all.length <= length ? all : [...all.slice(0, length - last.length), ...last]
        ids.set(kept.map(BigInt), row * length)
        mask.fill(1, row * length, row * length + kept.length)
      })
      return { length, ids, mask }
    },
  }
}
