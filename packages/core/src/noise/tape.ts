import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { refusal } from '../errors.js'
import { type Latent } from '../latent.js'
import { sameShape, showShape } from '../shape.js'
import { placesOf } from './draws.js'
import { drawsIn, type NoiseSource, noiseSourceOf, type RunDraws } from './source.js'

/**
 * Recorded noise: the run's draws in order (as its steps declare them), and as many latents `[batch, channels, frames]`
 * in the same order. A query for a draw that is not on the tape, or for another shape than its latent's, throws.
 *
 * Refused where the counts differ, or two draws have the same lane and interval index.
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
