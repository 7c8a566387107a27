import { type Chunk, chunksOf } from '../chunks.js'
import type { SameCoding } from './halves.js'

/**
 * What a run takes beside the weights, in tensors as wide as the transformer. It holds fourteen at once: five that a
 * product made and the five parts of it, or a query with the keys and values of three groups. The rest lies unused
 * between them. Measured with onnxruntime 1.30 on chunks of 236 to 240 frames of SAME-L: 15 to 20.
 */
const TENSORS = 24

/** A coder must not take all there is: others allocate too, and what is free is an estimate. */
const SHARE = 1 / 4

/** Elements of one tensor as wide as the transformer, at most: it bounds the memory of a run whatever is free. */
const LARGEST = 1.5 * 2 ** 22

/** A chunk keeps no more than so many times what is computed around it, or so many frames: more saves next to nothing. */
const ENOUGH = { times: 16, frames: 64 }

/** Elements of one such tensor for one frame, which is a group of tokens. */
const elementsOfFrame = ({ half, group }: SameCoding): number => group * half.width

/** The frames to keep of each chunk where `available` bytes of memory are free. */
export const chunkFrames = (coding: SameCoding, available: number): number => {
  const around = coding.reach.before + coding.reach.after
  const fitting = (available * SHARE) / (TENSORS * Float32Array.BYTES_PER_ELEMENT)
  const most = Math.floor(Math.min(LARGEST, fitting) / elementsOfFrame(coding)) - around
  const enough = Math.max(ENOUGH.frames, ENOUGH.times * around)
  return Math.max(coding.grid, around, Math.min(enough, most))
}

const lengthOf = ({ start, end }: Chunk): number => end - start

/** An estimate of the bytes that a half takes for `frames` frames beside its weights, at most. */
export const bytesOfRun = (coding: SameCoding, frames: number, available: number): number => {
  const chunks = chunksOf(frames, chunkFrames(coding, available), coding.reach, coding.grid)
  const longest = chunks.reduce((most, chunk) => Math.max(most, lengthOf(chunk)), 0)
  return TENSORS * Float32Array.BYTES_PER_ELEMENT * elementsOfFrame(coding) * longest
}
