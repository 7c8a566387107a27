import type { Region } from '@sigmastream/core'
import type { Piece } from '@sigmastream/pipeline'

/** A region as it is drawn from left to right: of a loop, one that goes round the end is two. */
export const regionsOnLine =
  (turn: Piece['turn']) =>
  ({ from, to }: Region): readonly Region[] =>
    turn === undefined || from < to
      ? [{ from, to }]
      : [
          { from, to: turn.length / turn.sampleRate },
          { from: 0, to },
        ].filter((region) => region.from < region.to)
