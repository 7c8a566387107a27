import type { Reach } from '../chunks.js'
import type { LayerSpec } from './layers.js'

/** Positions from the first to the last, both included. */
interface Span {
  readonly first: number
  readonly last: number
}

/** What a layer reads of its input to give `span` of its output. */
const readBy = (span: Span, layer: LayerSpec): Span => {
  switch (layer._tag) {
    case 'Convolution': {
      const { stride, padding, dilation, kernel } = layer
      return { first: span.first * stride - padding, last: span.last * stride - padding + dilation * (kernel - 1) }
    }
    case 'Upsampling': {
      // Input i gives outputs i stride - stride / 2 + k, for k from 0 up to 2 stride - 1.
      const { stride } = layer
      const first = Math.ceil((span.first - (3 * stride) / 2 + 1) / stride)
      return { first, last: Math.floor((span.last + stride / 2) / stride) }
    }
    case 'Residual':
      return readByAll(span, layer.layers)
    case 'SnakeBeta':
    case 'Tanh':
      return span
  }
}

const readByAll = (span: Span, layers: readonly LayerSpec[]): Span => layers.reduceRight(readBy, span)

/**
 * The exact receptive field of a network in frames, where a frame is `inputs` elements of its input and `outputs` of
 * its output (one of them 1). A stretch of frames computed with these many more on either side is, away from what was
 * added, what it would be in the whole.
 */
export const reachOf = (layers: readonly LayerSpec[], inputs: number, outputs: number): Reach => {
  const { first, last } = readByAll({ first: 0, last: outputs - 1 }, layers)
  return { before: Math.ceil(-first / inputs), after: Math.ceil((last + 1 - inputs) / inputs) }
}
