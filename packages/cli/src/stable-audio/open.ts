import { constant, type Denoiser, type Latent } from '@sigmastream/core'
import { type DenoiserRequest, type StableAudio, sigmasOfNoiseShares } from '@sigmastream/model-sao'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CliError } from '../errors.js'
import { type Io, note } from '../io.js'
import type { OpenModel, OpenModels } from '../run/subject.js'
import { fromStableAudioError, orInterrupted } from './errors.js'
import type { Told } from './told.js'
import { audioOf, inFormatOf } from './waveform.js'
import type { Work } from './work.js'

/**
 * The reference: the means of what the sound is encoded to, since a draw from around them would be noise of its own.
 */
const referenceOf = (
  model: StableAudio,
  { reference, shape }: Work,
  { signal }: Io,
): TE.TaskEither<CliError, Latent> => {
  if (reference === null) return TE.right(constant(shape, 0))
  if (reference._tag === 'Latents') return TE.right(reference.latent)
  return pipe(
    model.encode(reference.sound, { signal }),
    TE.bimap(fromStableAudioError('before the first step, encoding IN'), ({ mean }) => mean),
  )
}

/** What is made, and what the model is told of it. */
export interface Piece {
  readonly told: Told
  readonly work: Work
}

const requestOf = (
  objective: StableAudio['objective'],
  { told: { prompt, negative, cfg, cfgRescale, cfgInterval }, work: { seconds } }: Piece,
): DenoiserRequest => ({
  items: [{ prompt, secondsStart: 0, secondsTotal: seconds }],
  ...(negative === null ? {} : { negative: [negative] }),
  guidance: {
    scale: cfg,
    phi: cfgRescale,
    ...(cfgInterval === null
      ? {}
      : { within: sigmasOfNoiseShares(objective, { low: cfgInterval[0], high: cfgInterval[1] }) }),
  },
})

const denoisersOf = (
  model: StableAudio,
  pieces: readonly Piece[],
  { signal }: Io,
): TE.TaskEither<CliError, readonly Denoiser[]> =>
  pipe(
    model.denoisers(
      pieces.map((piece) => requestOf(model.objective, piece)),
      signal,
    ),
    TE.mapLeft(fromStableAudioError('before the first step, loading the text encoder and the diffusion transformer')),
  )

const listening =
  (model: StableAudio, { samples, original, asOriginal }: Work, { signal }: Io) =>
  (latent: Latent): ReturnType<NonNullable<OpenModel['listen']>> =>
    pipe(
      model.decode(latent, { signal }),
      TE.bimap(fromStableAudioError('decoding the latents'), (sound) =>
        audioOf(sound, model.geometry.sampleRate, samples),
      ),
      TE.flatMapEither((audio) => inFormatOf(asOriginal && original !== null ? original : audio, audio)),
      orInterrupted(signal),
    )

/** The model is closed where loading it fails, or a signal has asked to stop meanwhile. */
const loading =
  (model: StableAudio, io: Io) =>
  <A>(load: TE.TaskEither<CliError, A>): TE.TaskEither<CliError, A> =>
    pipe(
      TE.fromIO<void, CliError>(() => note(io, 'loading the model')),
      TE.flatMap(() => load),
      orInterrupted(io.signal),
      TE.tapError(() => TE.fromTask(model.close)),
    )

/**
 * Loads what a run needs of the model: the encoder for a clip, the text encoder, the diffusion transformer. The model
 * is closed where that fails. Errors: a failure of the engine, `Interrupted`.
 */
export const openStableAudio = (model: StableAudio, piece: Piece, io: Io): TE.TaskEither<CliError, OpenModel> =>
  pipe(
    referenceOf(model, piece.work, io),
    TE.bindTo('reference'),
    TE.bind('denoisers', () => denoisersOf(model, [piece], io)),
    TE.map(
      ({ reference, denoisers }): OpenModel => ({
        reference,
        denoiser: denoisers[0]!, // one for one
        listen: listening(model, piece.work, io),
        close: model.close,
      }),
    ),
    loading(model, io),
  )

/** The same for pieces of prompts alone, all of them told in one opening of the text encoder. */
export const openForAll = (model: StableAudio, pieces: readonly Piece[], io: Io): TE.TaskEither<CliError, OpenModels> =>
  pipe(
    denoisersOf(model, pieces, io),
    TE.map(
      (denoisers): OpenModels => ({
        of: (place) => {
          const { work } = pieces[place]! // places are those of the pieces
          // Zeros are made when they are asked for, so that those of many pieces are not held at once.
          const reference = constant(work.shape, 0)
          return { reference, denoiser: denoisers[place]!, listen: listening(model, work, io), close: model.close } // one for each
        },
        close: model.close,
      }),
    ),
    loading(model, io),
  )
