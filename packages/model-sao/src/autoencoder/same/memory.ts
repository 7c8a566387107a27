import { type Chunk, chunksOf } from '../chunks.js'
import type { SameCoding } from './halves.js'

/**
 * What a run takes beside the weights, in tensors as wide as the transformer: the feed-forward's two halves, their
 * product, and what goes around it. Measured on both published sizes.
 */
const TENSORS = 24

/** A coder must not take all there is: others allocate too, and what is free is an estimate. */
const SHARE = 1 / 4

/**
 * Elements of one tensor as wide as the transformer, at most: it bounds the memory of a run whatever is free, and what is
 * computed twice around a chunk of this length is little.
 */
const LARGEST = 2 ** 22

/** Elements of one such tensor for one frame. */
const elementsOfFrame = ({ half }: SameCoding, group: number): number => group * half.width

/** The frames to keep of each chunk where `available` bytes of memory are free. */
export const chunkFrames = (coding: SameCoding, group: number, available: number): number => {
  const around = coding.reach.before + coding.reach.after
  const fitting = (available * SHARE) / (TENSORS * Float32Array.BYTES_PER_ELEMENT)
  const most = Math.floor(Math.min(LARGEST, fitting) / elementsOfFrame(coding, group))
  return Math.max(coding.grid, around, most - around)
}

const lengthOf = ({ start, end }: Chunk): number => end - start

/** An estimate of the bytes that a half takes for `frames` frames beside its weights, at most. */
export const bytesOfRun = (coding: SameCoding, group: number, frames: number, available: number): number => {
  const chunks = chunksOf(frames, chunkFrames(coding, group, available), coding.reach, coding.grid)
  const longest = chunks.reduce((most, chunk) => Math.max(most, lengthOf(chunk)), 0)
  return TENSORS * Float32Array.BYTES_PER_ELEMENT * elementsOfFrame(coding, group) * longest
}
