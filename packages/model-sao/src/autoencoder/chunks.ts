import { readonlyNonEmptyArray as RNEA } from 'fp-ts'

/** How many frames before and after a frame have a say in it. */
export interface Reach {
  readonly before: number
  readonly after: number
}

/**
 * A stretch of frames that is computed at once, ends not included: `from` to `to` is kept of what `start` to `end`
 * gives.
 */
export interface Chunk {
  readonly start: number
  readonly from: number
  readonly to: number
  readonly end: number
}

/**
 * `frames` frames (at least one) in as few chunks of at most `size` as there can be, of equal length but for rounding,
 * each computed with as much around it as the network reaches. Chunks at an end of the sound begin or end there, where
 * the network itself pads, so that what is kept is what the whole would give, everywhere. Where the network looks at
 * frames in groups of `grid`, chunks are of whole groups, a group at least, but for the last.
 */
export const chunksOf = (
  frames: number,
  size: number,
  { before, after }: Reach,
  grid = 1,
): RNEA.ReadonlyNonEmptyArray<Chunk> => {
  const groups = Math.ceil(frames / grid)
  const count = Math.ceil(groups / Math.max(1, Math.floor(size / grid)))
  const edge = (i: number): number => Math.min(frames, grid * Math.floor((i * groups) / count))
  return RNEA.makeBy((i: number) => ({
    start: Math.max(0, grid * Math.floor((edge(i) - before) / grid)),
    from: edge(i),
    to: edge(i + 1),
    end: Math.min(frames, grid * Math.ceil((edge(i + 1) + after) / grid)),
  }))(count)
}

/** The chunks of the reference: how many frames each has, and how many of these are cut off at an inner edge. */
const REFERENCE = { size: 128, cut: 16 }

/**
 * `frames` frames in the chunks that the reference of Stable Audio 3 computes: 128 frames each, of which 16 are cut off
 * at every inner edge, and the last at the end, whatever its neighbour keeps. Where a network reaches further than 16
 * frames, or looks at frames in groups that the last chunk cuts, the sound is not quite that of the whole. Source:
 * stable-audio-3 `models/autoencoders.py`, `AudioAutoencoder.decode_audio`.
 */
export const referenceChunks = (frames: number): RNEA.ReadonlyNonEmptyArray<Chunk> => {
  const { size, cut } = REFERENCE
  const hop = size - 2 * cut
  const count = Math.max(1, Math.ceil((frames - size) / hop) + 1)
  const startOf = (i: number): number => (i === count - 1 ? Math.max(0, frames - size) : i * hop)
  const fromOf = (i: number): number => (i === 0 ? 0 : startOf(i) + cut)
  return RNEA.makeBy((i: number) => ({
    start: startOf(i),
    from: fromOf(i),
    to: i === count - 1 ? frames : fromOf(i + 1),
    end: Math.min(frames, startOf(i) + size),
  }))(count)
}
