import { readonlyNonEmptyArray as RNEA } from 'fp-ts'
import type { Reach } from './oobleck/reach.js'

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
 * the network itself pads, so that what is kept is what the whole would give, everywhere.
 */
export const chunksOf = (frames: number, size: number, { before, after }: Reach): RNEA.ReadonlyNonEmptyArray<Chunk> => {
  const count = Math.ceil(frames / size)
  const edge = (i: number): number => Math.floor((i * frames) / count)
  return RNEA.makeBy((i: number) => ({
    start: Math.max(0, edge(i) - before),
    from: edge(i),
    to: edge(i + 1),
    end: Math.min(frames, edge(i + 1) + after),
  }))(count)
}
