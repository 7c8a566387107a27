import type { DitConfig } from '../dit/config.js'
import { frontTokens } from '../dit/front.js'
import type { TextConfig } from '../text/config.js'

/**
 * What a block holds of a token at its widest, in widths: the gated feed-forward, its halves and what goes around it.
 */
const WIDEST = 28

/** And what modulates it, where it is modulated. */
const MODULATION = 2

/** Queries, keys and values, once as they are made and once by head, and what goes around them. */
const ATTENTION = 12

/**
 * Bytes of what the transformer computes between its weights, at most: `rows` are items times branches. That is its
 * feed-forward: attention, a difference of two too, holds less of a token, and never the scores of all. It was held
 * against 66 to 624 MiB measured with onnxruntime 1.30 on Stable Audio Open (128 and 1024 frames, 2 and 4 rows), and
 * against 39 to 647 MiB on Stable Audio 3, small and medium (388 and 4096 frames).
 */
export const transformerBytes = (config: DitConfig, frames: number, rows: number): number =>
  Float32Array.BYTES_PER_ELEMENT *
  rows *
  (frames + frontTokens(config)) *
  (WIDEST + (config.globalBy === 'token' ? 0 : MODULATION)) *
  config.embedDim

/**
 * Bytes that a tokenizer takes for each row of the embedding, with what is left of reading it: T5's is counted with the
 * process, and one of Gemma's size took some 270 MiB, of which that has room for a part.
 */
const TOKENIZER: Readonly<Record<TextConfig['_tag'], number>> = { T5: 0, T5Gemma: 640 }

/**
 * Of that, what stays with an open model, which reads its tokenizer once: 111 MiB of the heap, of one with 256 000 tokens
 * in a file of 34 MB.
 */
const KEPT: typeof TOKENIZER = { T5: 0, T5Gemma: 480 }

/** Bytes of the tokenizer that an open model keeps. */
export const keptBytes = ({ _tag, vocabulary }: TextConfig): number => KEPT[_tag] * vocabulary

/** The same of the text encoder, which is told one prompt at a time, and its tokenizer. */
export const textBytes = ({ _tag, vocabulary, width, heads }: TextConfig, length: number): number =>
  Float32Array.BYTES_PER_ELEMENT * length * Math.max(WIDEST * width, ATTENTION * width + heads * length) +
  TOKENIZER[_tag] * vocabulary
