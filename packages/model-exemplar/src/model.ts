import { type Denoiser, type Latent, refuse } from '@sigmastream/core'
import { openSession, type Session } from '@sigmastream/onnx'
import { either as E, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { comparedPatches } from './compared.js'
import { denoiserOf, type LoadedGraph } from './denoiser.js'
import { evenBands } from './envelope.js'
import { type ExemplarError, engineFailed } from './errors.js'
import { withExpectation } from './expectation.js'
import { fillingsOf } from './fillings.js'
import { alignedParts } from './parts.js'
import { type Exemplar, longestRun, type Patches, patchesOf, rootMeanSquare } from './patches.js'
import { checkedGaps, placesOf, type Surroundings } from './surroundings.js'
import { type WindowSizes, windowGraph } from './window-graph.js'

/** What the model is made of. */
export interface ExemplarOptions {
  readonly exemplars: readonly Exemplar[]
  /** Frames of a window; fewer where no stretch of the exemplars, or of the reference, is that long. */
  readonly windowFrames: number
  /** Where it is given, the denoiser is that of a latent with these surroundings, and of no other. */
  readonly surroundings?: Surroundings
}

/** A loaded model. `close` ends its thread; a call that has no answer then rejects. */
export interface OpenExemplarModel {
  readonly denoiser: Denoiser
  readonly close: T.Task<void>
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
   * Loads it with so many threads. `sparing` keeps what is learnt once less in memory, which gives other last bits.
   * Errors: `EngineFailed`.
   */
  readonly open: (threads: number, sparing?: boolean) => TE.TaskEither<ExemplarError, OpenExemplarModel>
}

/** Elements of the largest matrix inside the graph, about: 16 MiB of float32. */
const mostPairs = 2 ** 22

const sizesFor = (window: number, { frames }: Patches, wanted: number): WindowSizes => {
  const most = Math.max(16, Math.min(256, Math.floor(mostPairs / frames) - window))
  return { window, rows: Math.ceil(wanted / Math.ceil(wanted / most)) }
}

const openGraph = (
  patches: Patches,
  sizes: WindowSizes,
  threads: number,
  sparing: boolean,
): TE.TaskEither<ExemplarError, Session> =>
  pipe(
    TE.fromEither(windowGraph(patches, sizes)),
    TE.flatMap((model) => openSession(model, { threads, move: true, packWeights: !sparing })),
    TE.mapLeft(engineFailed),
  )

const openWith =
  (patches: Patches, sizes: WindowSizes, denoiser: (engine: LoadedGraph) => Denoiser) =>
  (threads: number, sparing = false) =>
    pipe(
      openGraph(patches, sizes, threads, sparing),
      TE.map(
        (session): OpenExemplarModel => ({ denoiser: denoiser({ session, patches, sizes }), close: session.close }),
      ),
    )

const rangeOf = (patches: Patches, window: number): ExemplarModel['sigmaRange'] => {
  const max = rootMeanSquare(patches) * Math.sqrt(window * patches.channels)
  return { min: max / 20, max }
}

/** Any latent: every window of it is estimated, and every patch is as likely as any other. */
const unconditionalModel = (patches: Patches, windowFrames: number): ExemplarModel => {
  const window = Math.min(windowFrames, longestRun(patches))
  const planOf = ({ shape: [, , frames] }: Latent) => [
    { first: 0, last: frames - window, estimated: { start: 0, end: frames }, preference: null, agreement: null },
  ]
  return {
    windowFrames: window,
    sigmaRange: rangeOf(patches, window),
    open: openWith(patches, sizesFor(window, patches, 128), (engine) => denoiserOf(engine, planOf, null)),
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
      const rows = places.reduce(
        (longest, { stretch: { start, end } }) => Math.max(longest, end - start - window + 1),
        1,
      )
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
          return openWith(filling, sizesFor(window, filling, rows), (engine) => {
            const found = denoiserOf(engine, (_, item) => plans[item]!, reference) // x has the reference's shape: a plan for each item
            return expectation === undefined ? found : withExpectation(found, expectation(), plans)
          })(threads, sparing)
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
