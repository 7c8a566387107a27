import type { Reach } from '../chunks.js'
import type { LayerSpec } from './layers.js'

/**
 * What a run takes beside the weights, in tensors of the network's largest size. Measured on Stable Audio Open (1 MiB a
 * frame) with onnxruntime 1.30: 6.0 to 8.1 where every run is of one length, from 16 to 256 frames, 9.6 where lengths
 * differ.
 */
const TENSORS = 10

/** A decoder must not take all there is: others allocate too, and what is free is an estimate. */
const SHARE = 1 / 4

/**
 * Elements of the largest tensor of a chunk, at most. It bounds the memory of a run whatever is free, and what is
 * computed twice around a chunk of this length is little: 30 of 1024 frames of Stable Audio Open's outer stage, 20 of
 * 128 of its inner, which takes few of the operations.
 */
const LARGEST = 2 ** 22

interface Extent {
  /** Elements of each channel for one frame. */
  readonly rate: number
  /** Elements of all channels for one frame, at the largest. */
  readonly largest: number
}

const after = ({ rate, largest }: Extent, layer: LayerSpec): Extent => {
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

/**
 * Elements of all channels for one frame of a network, where they are most; a frame is `inputs` elements of its input.
 */
export const elementsOfFrame = (layers: readonly LayerSpec[], inputs: number): number =>
  layers.reduce(after, { rate: inputs, largest: 0 }).largest

/** Elements of the weights of layers. */
export const weightsOf = (layers: readonly LayerSpec[]): number =>
  layers.reduce((sum, layer) => {
    switch (layer._tag) {
      case 'Convolution':
        return sum + layer.outputs * (layer.inputs * layer.kernel + 1)
      case 'Upsampling':
        return sum + layer.outputs * (layer.inputs * 2 * layer.stride + 1)
      case 'SnakeBeta':
        return sum + 2 * layer.channels
      case 'Residual':
        return sum + weightsOf(layer.layers)
      case 'Tanh':
        return sum
    }
  }, 0)

const sumOf = ({ before, after: behind }: Reach): number => before + behind

/**
 * The frames to keep of each chunk where `available` bytes of memory are free, a frame is `elements`, and as many chunks
 * as there are `ways` are computed at once: as many as make of all these, with what they reach, tensors of the largest
 * size, or fewer where an estimate of what they take is above a quarter of the memory; but at least as many as are
 * computed around them, since smaller chunks take longer and save little.
 */
export const chunkFrames = (available: number, elements: number, reach: Reach, ways: number): number => {
  const around = sumOf(reach)
  const fitting = (available * SHARE) / (TENSORS * Float32Array.BYTES_PER_ELEMENT)
  return Math.max(1, around, Math.floor(Math.min(LARGEST, fitting) / (ways * elements)) - around)
}

/**
 * The frames to keep of each chunk of `frames`, so that every way has as many chunks as the others: `most`, or fewer
 * where that is still as many as are computed around them.
 */
export const evenFrames = (frames: number, most: number, reach: Reach, ways: number): number => {
  const turns = Math.ceil(frames / (ways * most))
  return Math.max(1, Math.min(most, sumOf(reach)), Math.ceil(frames / (ways * turns)))
}

/**
 * An estimate of the bytes that a network takes for `frames` frames of `elements` beside its weights, at most: all at
 * once, or its longest chunks, in as many `ways` as there may be or in fewer.
 */
export const bytesOfRun = (frames: number, available: number, elements: number, reach: Reach, ways: number): number => {
  const around = sumOf(reach)
  const longest = (count: number): number => count * (chunkFrames(available, elements, reach, count) + around)
  const most = Math.max(longest(1), longest(ways))
  return TENSORS * Float32Array.BYTES_PER_ELEMENT * elements * Math.min(frames + (ways - 1) * around, most)
}
