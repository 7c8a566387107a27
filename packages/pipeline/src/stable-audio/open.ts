import { constant, type Latent } from '@sigmastream/core'
import type { StableAudio } from '@sigmastream/model-sao'
import { readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { RenderError } from '../errors.js'
import type { OpenModel, OpenModels } from '../model.js'
import { orStopped } from '../stop.js'
import { fromStableAudioError } from './errors.js'
import { inFullScale } from './full-scale.js'
import { requestsOf, type Sides, sidesOf } from './requests.js'
import { audioOf, inFormatOf } from './waveform.js'
import type { StableAudioWork, Work } from './work.js'

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

/** The denoisers of each piece, by those of all its requests. */
const denoisersOf = (
  model: StableAudio,
  pieces: readonly StableAudioWork[],
  references: readonly (Latent | null)[],
  signal: AbortSignal,
): TE.TaskEither<RenderError, readonly Sides[]> => {
  const requests = pieces.map((piece, i) => requestsOf(model, piece, references[i] ?? null))
  const starts = RA.scanLeft(0, (sum: number, { length }: readonly unknown[]) => sum + length)(requests)
  return pipe(
    model.denoisers(requests.flat(), signal),
    TE.bimap(
      fromStableAudioError('before the first step, loading the text encoder and the diffusion transformer'),
      (denoisers) => pieces.map((piece, i) => sidesOf(piece, denoisers.slice(starts[i], starts[i + 1]))),
    ),
  )
}

const listenTo =
  (model: StableAudio, { samples, original, asOriginal, ring }: Work, signal: AbortSignal) =>
  (latent: Latent): ReturnType<NonNullable<OpenModel['listen']>> =>
    pipe(
      model.decode(latent, { signal, ring }),
      TE.bimap(fromStableAudioError('decoding the latents'), (sound) =>
        inFullScale(model.traits, audioOf(sound, model.geometry.sampleRate, samples)),
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
    TE.bind('denoisers', ({ references }) => denoisersOf(model, pieces, references, signal)),
    TE.map(
      ({ references, denoisers }): OpenModels => ({
        of: (place) => {
          const { work } = pieces[place]! // places are those of the pieces
          return {
            // Zeros are made when they are asked for, so that those of many pieces are not held at once.
            reference: references[place] ?? constant(work.shape, 0),
            ...denoisers[place]!, // one for each
            listen: listenTo(model, work, signal),
          }
        },
        close: model.close,
      }),
    ),
    orStopped(signal),
    TE.tapError(() => TE.fromTask(model.close)),
  )
