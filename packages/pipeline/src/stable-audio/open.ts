import { constant, type Denoiser, type Guidance, type Latent } from '@sigmastream/core'
import { type DenoiserRequest, type StableAudio, sigmasOfNoiseShares } from '@sigmastream/model-sao'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { RenderError } from '../errors.js'
import type { OpenModel, OpenModels } from '../model.js'
import { orStopped } from '../stop.js'
import { fromStableAudioError } from './errors.js'
import { scaleOf, throughOf } from './guidance.js'
import type { StableAudioRecipe } from './recipe.js'
import { audioOf, inFormatOf } from './waveform.js'
import type { Work } from './work.js'

/**
 * The reference: the means of what the sound is encoded to, since a draw from around them would be noise of its own.
 */
const referenceOf = (
  model: StableAudio,
  { reference }: Work,
  signal: AbortSignal,
): TE.TaskEither<RenderError, Latent | null> => {
  if (reference === null) return TE.right(null)
  if (reference._tag === 'Latents') return TE.right(reference.latent)
  return pipe(
    model.encode(reference.sound, { signal }),
    TE.bimap(fromStableAudioError('before the first step, encoding IN'), ({ mean }) => mean),
  )
}

/** What is made, and what the model is told of it. */
export interface StableAudioWork {
  readonly recipe: StableAudioRecipe
  readonly work: Work
}

/** How far the answers of a piece are guided, and where. */
export const guidanceOf = (
  { objective, geometry: { frameRate } }: StableAudio,
  { recipe: { cfg, cfgRescale, cfgInterval }, work: { shape } }: StableAudioWork,
): Guidance => ({
  scale: scaleOf(cfg, shape[2], frameRate),
  phi: cfgRescale,
  ...(cfgInterval === null
    ? {}
    : { within: sigmasOfNoiseShares(objective, { low: cfgInterval[0], high: cfgInterval[1] }) }),
})

const requestOf = (model: StableAudio, piece: StableAudioWork): DenoiserRequest => {
  const { recipe, work } = piece
  const { prompt, negative } = recipe
  const guidance = guidanceOf(model, piece)
  return {
    items: [{ prompt, secondsStart: 0, secondsTotal: work.seconds }],
    ...(negative === null ? {} : { negative: [negative] }),
    guidance,
    ...throughOf(recipe, guidance),
  }
}

const denoisersOf = (
  model: StableAudio,
  pieces: readonly StableAudioWork[],
  signal: AbortSignal,
): TE.TaskEither<RenderError, readonly Denoiser[]> =>
  pipe(
    model.denoisers(
      pieces.map((piece) => requestOf(model, piece)),
      signal,
    ),
    TE.mapLeft(fromStableAudioError('before the first step, loading the text encoder and the diffusion transformer')),
  )

const listenTo =
  (model: StableAudio, { samples, original, asOriginal, ring }: Work, signal: AbortSignal) =>
  (latent: Latent): ReturnType<NonNullable<OpenModel['listen']>> =>
    pipe(
      model.decode(latent, { signal, ring }),
      TE.bimap(fromStableAudioError('decoding the latents'), (sound) =>
        audioOf(sound, model.geometry.sampleRate, samples),
      ),
      TE.flatMapEither((audio) => inFormatOf(asOriginal && original !== null ? original : audio, audio)),
      orStopped(signal),
    )

const referencesOf = (
  model: StableAudio,
  pieces: readonly StableAudioWork[],
  signal: AbortSignal,
): TE.TaskEither<RenderError, readonly (Latent | null)[]> =>
  pipe(
    pieces,
    TE.traverseSeqArray(({ work }) => referenceOf(model, work, signal)),
  )

/**
 * Loads what runs need of the model: the encoder for clips, the text encoder, which is told all prompts in one opening,
 * the diffusion transformer. The model is closed where that fails. Errors: a failure of the engine, `RenderStopped`.
 */
export const openAll = (
  model: StableAudio,
  pieces: readonly StableAudioWork[],
  signal: AbortSignal,
): TE.TaskEither<RenderError, OpenModels> =>
  pipe(
    referencesOf(model, pieces, signal),
    TE.bindTo('references'),
    TE.bind('denoisers', () => denoisersOf(model, pieces, signal)),
    TE.map(
      ({ references, denoisers }): OpenModels => ({
        of: (place) => {
          const { work } = pieces[place]! // places are those of the pieces
          return {
            // Zeros are made when they are asked for, so that those of many pieces are not held at once.
            reference: references[place] ?? constant(work.shape, 0),
            denoiser: denoisers[place]!, // one for each
            listen: listenTo(model, work, signal),
          }
        },
        close: model.close,
      }),
    ),
    orStopped(signal),
    TE.tapError(() => TE.fromTask(model.close)),
  )
