import { describeExemplarError, type ExemplarError } from '@sigmastream/model-exemplar'
import { badRecipe, type RenderError, renderFailed } from '../errors.js'
import { field, showNumber, words } from '../words.js'

/** A length of frames as it is typed: in seconds, rounded down to hundredths, where frames are a part of one. */
export const lengthOf = (frames: number, frameRate: number | null): string =>
  frameRate === null ? `${frames} frames` : `${showNumber(Math.floor((frames / frameRate) * 100) / 100)} s`

/**
 * What the model cannot learn from is refused; what its engine fails at is a failure. `frameRate` says what its frames
 * are, `feather` by how many seconds gaps are wider than their regions.
 */
export const fromExemplarError =
  (frameRate: number | null = null, feather = 0) =>
  (error: ExemplarError): RenderError => {
    switch (error._tag) {
      case 'Refused':
        return badRecipe(
          null,
          // what is learnt from may be the clip itself, which nobody calls an exemplar
          words`${error.subject === 'exemplars' ? `${error.wrong}; give ${error.right}` : describeExemplarError(error)} (${field('exemplars')} takes other clips to learn from)`,
        )
      case 'GapTooLong': {
        // frames reach over both ends of a region, as does the feather: so much less may a region have
        const spare = frameRate === null ? 0 : 3 + 2 * feather * frameRate
        const [is, most, longest] = [error.frames, Math.max(0, error.most - spare), error.most / 2].map((frames) =>
          lengthOf(frames, frameRate),
        )
        return badRecipe(
          'regions',
          words`${field('regions')}: a gap takes ${String(is)}, and the longest stretch of sound to learn from is ${String(longest)}`,
          words`make it at most ${String(most)} long, or give ${field('exemplars')}, other and longer clips to learn from`,
        )
      }
      case 'WindowsTooLarge':
      case 'EngineFailed':
        return renderFailed(describeExemplarError(error))
    }
  }

/** Nothing but silence can be made of silence. */
export const silentLesson: RenderError = renderFailed(
  words`what there is to learn from is silent, so the result would be: nothing was run; ${field('exemplars')} takes clips with sound in them`,
)
