import { type Draw, drawsOf, type Plan, type Refused } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Piece } from './model.js'

/** The lane of what a model's program draws while it encodes; it is passed over. */
const encodingLane = 'encoding'

/** Every draw of a run in order: what an ordered source of noise is laid out by. Refused as `drawsOf`. */
export const runDraws = (
  plan: Plan,
  { encodingDraw }: Pick<Piece, 'encodingDraw'>,
): E.Either<Refused, readonly Draw[]> =>
  pipe(
    drawsOf(plan),
    E.map((draws) => {
      const { first } = plan.later(0)
      const started = plan.start.draws.length
      return encodingDraw === undefined
        ? draws
        : [
            ...draws.slice(0, started),
            { lane: encodingLane, at: plan.start.draws[0]?.at ?? first, shape: encodingDraw },
            ...draws.slice(started),
          ]
    }),
  )
