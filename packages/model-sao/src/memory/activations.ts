import type { DitConfig } from '../dit/config.js'
import type { TextConfig } from '../text/config.js'

/**
 * What a block holds of a token at its widest, in widths: the gated feed-forward, its halves and what goes around it.
 */
const WIDEST = 28

/** Queries, keys and values, once as they are made and once by head, and what goes around them. */
const ATTENTION = 12

/** Elements of a block at its widest, for `rows` sequences of `tokens`. */
const elementsAtWidest = (rows: number, tokens: number, width: number, heads: number): number =>
  rows * tokens * Math.max(WIDEST * width, ATTENTION * width + heads * tokens)

/**
 * Bytes of what the transformer computes between its weights, at most: `rows` are items times branches. It counts
 * feed-forward and attention scores `[rows, heads, tokens, tokens]`, and was held against 66 to 624 MiB measured with
 * onnxruntime 1.30 on Stable Audio Open (128 and 1024 frames, 2 and 4 rows).
 */
export const transformerBytes = ({ embedDim, numHeads }: DitConfig, frames: number, rows: number): number =>
  Float32Array.BYTES_PER_ELEMENT * elementsAtWidest(rows, frames + 1, embedDim, numHeads) // the conditioning is a token too

/**
 * Bytes that a tokenizer takes for each row of the embedding, with what is left of reading it: T5's is counted with the
 * process, and one of Gemma's size took some 270 MiB, of which that has room for a part.
 */
const TOKENIZER: Readonly<Record<TextConfig['_tag'], number>> = { T5: 0, T5Gemma: 640 }

/** The same of the text encoder, which is told one prompt at a time, and its tokenizer. */
export const textBytes = ({ _tag, vocabulary, width, heads }: TextConfig, length: number): number =>
  Float32Array.BYTES_PER_ELEMENT * elementsAtWidest(1, length, width, heads) + TOKENIZER[_tag] * vocabulary
