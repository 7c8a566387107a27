import { build, type Latent } from '@sigmastream/core'

/** A piece `[1, channels, n]` of a sequence, and the element of the sequence at which it begins. */
export interface Piece {
  readonly at: number
  readonly values: Latent
}

const endOf = ({ at, values }: Piece): number => at + values.shape[2]

/** Whether pieces that follow each other have what lies before element `end`. */
export const coversUntil = (pieces: readonly Piece[], end: number): boolean => {
  const last = pieces.at(-1)
  return last !== undefined && endOf(last) >= end
}

/** Those that have anything from element `start` on. */
export const piecesFrom = (pieces: readonly Piece[], start: number): readonly Piece[] =>
  pieces.filter((piece) => endOf(piece) > start)

/** What lies from element `start` up to, not including, `end` of pieces that have it: `[1, channels, end - start]`. */
export const stretchOfPieces = (pieces: readonly Piece[], channels: number, start: number, end: number): Latent =>
  build([1, channels, end - start], (out) => {
    for (const { at, values } of pieces) {
      const length = values.shape[2]
      const begin = Math.max(start, at)
      const stop = Math.min(end, at + length)
      if (begin >= stop) continue
      for (let channel = 0; channel < channels; channel++) {
        const row = values.data.subarray(channel * length + begin - at, channel * length + stop - at)
        out.set(row, channel * (end - start) + begin - start)
      }
    }
  })
