import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { refusal } from '../errors.js'
import type { Latent } from '../latent.js'
import { sameShape, showShape } from '../shape.js'
import { placesOf } from './draws.js'
import { drawsIn, type NoiseSource, noiseSourceOf, type RunDraws } from './source.js'

/**
 * Recorded noise: the draws of a run in order, and as many latents in the same order.
 *
 * `drawsOf` of a plan gives the draws, its refusal included. Latents `[batch, channels, frames]`. Refused: counts that
 * differ, two draws of the same lane and interval index. A query for a draw that is not on the tape, or for another
 * shape, throws (`NoiseFailed` in a run).
 * Law: the same draw has the same bits, whatever was drawn before. Of PyTorch: {@link torchCpu}.
 *
 * @example
 * ```ts
 * import { constant } from '@sigmastream/core'
 * import { recordedTape } from '@sigmastream/core/noise'
 *
 * const at = { index: 0, of: 2, from: 4, to: 1 }
 * const tape = recordedTape([{ lane: 'start', at }], [constant([1, 1, 2], 0.5)])
 * console.log([...tape({ lane: 'start', at, shape: [1, 1, 2] }).data].join(' ')) // 0.5 0.5
 * console.log(recordedTape([{ lane: 'start', at }], []).refusal?.wrong) // 0 latents for 1 draws
 * ```
 */
export const recordedTape = (draws: RunDraws, latents: readonly Latent[]): NoiseSource =>
  noiseSourceOf(
    pipe(
      drawsIn(draws),
      E.filterOrElse(
        ({ length }) => length === latents.length,
        ({ length }) =>
          refusal(
            'recorded tape',
            `${latents.length} latents for ${length} draws`,
            'one latent for each draw, in order',
          ),
      ),
      E.flatMap(placesOf),
      E.map(
        (placeOf): NoiseSource =>
          ({ lane, at, shape }) => {
            const recorded = latents[placeOf({ lane, at })]! // as many latents as draws, and the place is a draw's
            if (sameShape(recorded.shape, shape)) return recorded
            const found = `the tape's latent for lane "${lane}" at interval ${at.index} is ${showShape(recorded.shape)}`
            throw new Error(`${found}; ${showShape(shape)} was asked`)
          },
      ),
    ),
  )
