import type { Layer } from './layers.js'
import type { Reach } from './reach.js'

/**
 * What a run takes beside the weights, in tensors of the network's largest size. Measured on Stable Audio Open (1 MiB a
 * frame) with onnxruntime 1.30: 6.0 to 8.1 where every run is of one length, from 16 to 256 frames, 9.6 where lengths differ.
 */
const TENSORS = 11

/** A decoder must not take all there is: others allocate too, and what is free is an estimate. */
const SHARE = 1 / 4

interface Extent {
  /** Elements of each channel for one frame. */
  readonly rate: number
  /** Elements of all channels for one frame, at the largest. */
  readonly largest: number
}

const after = ({ rate, largest }: Extent, layer: Layer): Extent => {
  switch (layer._tag) {
    case 'Convolution': {
      const next = rate / layer.stride
      return { rate: next, largest: Math.max(largest, layer.inputs * rate, layer.outputs * next) }
    }
    case 'Upsampling': {
      const next = rate * layer.stride
      return { rate: next, largest: Math.max(largest, layer.inputs * rate, layer.outputs * next) }
    }
    case 'Residual':
    case 'SnakeBeta':
    case 'Tanh':
      return { rate, largest }
  }
}

/** An estimate of the bytes a network takes for each frame it computes at once; a frame is `inputs` elements of its input. */
export const bytesOfFrame = (layers: readonly Layer[], inputs: number): number =>
  TENSORS * Float32Array.BYTES_PER_ELEMENT * layers.reduce(after, { rate: inputs, largest: 0 }).largest

/**
 * The frames to keep of each chunk where `available` bytes of memory are free: as many as fit, with what they reach, into a
 * quarter of it at `perFrame` bytes a frame; but at least as many as are computed around them, since smaller chunks take
 * longer and save little.
 */
export const chunkFrames = (available: number, perFrame: number, { before, after: behind }: Reach): number => {
  const around = before + behind
  return Math.max(1, around, Math.floor((available * SHARE) / perFrame) - around)
}

/** An estimate of the bytes that a network takes for `frames` frames beside its weights: all at once, or its longest chunk. */
export const bytesOfRun = (frames: number, available: number, perFrame: number, reach: Reach): number =>
  perFrame * Math.min(frames, chunkFrames(available, perFrame, reach) + reach.before + reach.after)
