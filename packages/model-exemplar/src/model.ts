import { type Latent, refuse } from '@sigmastream/core'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { comparedPatches } from './compared.js'
import type { DenoiserSizes } from './denoiser.js'
import { evenBands } from './envelope.js'
import type { ExemplarError } from './errors.js'
import { withExpectation } from './expectation.js'
import { fillingsOf } from './fillings.js'
import { everywhere, inPlaces, type OpenExemplarModel } from './open-model.js'
import { alignedParts } from './parts.js'
import { type Exemplar, longestRun, type Patches, patchesOf, rootMeanSquare } from './patches.js'
import { checkedGaps, placesOf, type Surroundings } from './surroundings.js'
import type { WindowRows } from './windows.js'

/** What the model is made of. */
export interface ExemplarOptions {
  readonly exemplars: readonly Exemplar[]
  /** Frames of a window; fewer where no stretch of the exemplars, or of the reference, is that long. */
  readonly windowFrames: number
  /** Where it is given, the denoiser is that of a latent with these surroundings, and of no other. */
  readonly surroundings?: Surroundings
}

/** A model that is known to work; nothing is loaded yet. */
export interface ExemplarModel {
  /** Frames of a window, as used. */
  readonly windowFrames: number
  /**
   * The levels between which a latent is decided: at `max` a whole window drowns in noise (its norm is that of the
   * noise), at `min`, a twentieth of that, one patch has all the weight.
   */
  readonly sigmaRange: { readonly min: number; readonly max: number }
  /**
   * Loads it with so many threads; of gaps that places fit there is nothing to load. `sparing` keeps what is learnt once
   * less in memory, which gives other last bits. Errors: `EngineFailed`.
   */
  readonly open: (threads: number, sparing?: boolean) => TE.TaskEither<ExemplarError, OpenExemplarModel>
}

/** What latents a model of patches takes, beside a reference or without one. */
const sizesOf = ({ channels }: Patches, window: number, reference: Latent | null): DenoiserSizes => ({
  channels,
  window,
  reference,
})

const rangeOf = (patches: Patches, window: number): ExemplarModel['sigmaRange'] => {
  const max = rootMeanSquare(patches) * Math.sqrt(window * patches.channels)
  return { min: max / 20, max }
}

/** Any latent: every window of it is estimated, and every patch is as likely as any other. */
const unconditionalModel = (patches: Patches, windowFrames: number): ExemplarModel => {
  const window = Math.min(windowFrames, longestRun(patches))
  const planOf = ({ shape: [, , frames] }: Latent): readonly WindowRows[] => [
    { first: 0, last: frames - window, window, estimated: { start: 0, end: frames }, places: null, agreement: null },
  ]
  return {
    windowFrames: window,
    sigmaRange: rangeOf(patches, window),
    open: everywhere(patches, sizesOf(patches, window, null), planOf),
  }
}

/**
 * A latent with known surroundings: only windows that touch a gap are estimated, and patches that fit around it are
 * likelier.
 */
const conditionalModel = (
  patches: Patches,
  windowFrames: number,
  surroundings: Surroundings,
): E.Either<ExemplarError, ExemplarModel> =>
  pipe(
    checkedGaps(surroundings, patches),
    E.map((gaps) => {
      const most = Math.min(windowFrames, longestRun(patches))
      const places = placesOf(gaps, patches, most, surroundings.reference.shape[2])
      const window = places.reduce((least, { stretch: { start, end } }) => Math.min(least, end - start), most)
      return {
        windowFrames: window,
        sigmaRange: rangeOf(patches, window),
        open: (threads, sparing) => {
          const { reference, expectation, bands = evenBands(patches.channels) } = surroundings
          const learnt = comparedPatches(patches, bands)
          const { patches: filling, plans } = fillingsOf(
            learnt,
            alignedParts(learnt, surroundings, places, window),
            window,
          )
          const sizes = sizesOf(filling, window, reference)
          const isTold = plans.every((each) => each.every((windows) => windows.places !== null))
          return pipe(
            isTold
              ? TE.right(inPlaces(filling, sizes, plans))
              : everywhere(filling, sizes, (_, item) => plans[item]!)(threads, sparing), // as in inPlaces
            TE.map(({ denoiser, close }) => ({
              denoiser: expectation === undefined ? denoiser : withExpectation(denoiser, expectation(), plans),
              close,
            })),
          )
        },
      }
    }),
  )

/**
 * The embedded model: the exact minimum-mean-square-error denoiser of the patches of the exemplars, without weights.
 * It is what a network would answer that had learnt those exemplars, and nothing else, by heart.
 *
 * A window is a few frames in a row; each window of a latent is estimated as the posterior mean under all patches of
 * that length, and a frame is the mean of the windows that cover it. With `surroundings`, patches are weighted
 * beforehand by how well what is around them fits what is around the gap, and known frames are answered as they are
 * known. What an `expectation` tells of a gap is not left to the patches: see `withExpectation`.
 *
 * Refused: nothing to learn from, silence, a window of no whole number of frames, gaps that are none or longer than
 * twice what there is to learn from in one piece.
 */
export const exemplarModel = ({
  exemplars,
  windowFrames,
  surroundings,
}: ExemplarOptions): E.Either<ExemplarError, ExemplarModel> =>
  pipe(
    patchesOf(exemplars),
    E.flatMap((patches): E.Either<ExemplarError, ExemplarModel> => {
      if (!Number.isSafeInteger(windowFrames) || windowFrames < 1) {
        return refuse('the window', `${windowFrames} frames`, 'a whole number of at least 1')
      }
      if (!(rootMeanSquare(patches) > 0)) return refuse('exemplars', 'silence', 'clips with something in them to learn')
      return surroundings === undefined
        ? E.right(unconditionalModel(patches, windowFrames))
        : conditionalModel(patches, windowFrames, surroundings)
    }),
  )
