import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { constant, type Denoiser, type Latent } from '@sigmastream/core'
import type { StableAudio } from '@sigmastream/model-sao'
import type { CliError } from '../errors.js'
import { type Io, note } from '../io.js'
import type { OpenModel } from '../run/subject.js'
import { fromStableAudioError, orInterrupted } from './errors.js'
import type { Told } from './told.js'
import { audioOf, inFormatOf } from './waveform.js'
import type { Work } from './work.js'

/** The reference: the means of what the sound is encoded to, since a draw from around them would be noise of its own. */
const referenceOf = (model: StableAudio, { reference, shape }: Work, { signal }: Io): TE.TaskEither<CliError, Latent> => {
  if (reference === null) return TE.right(constant(shape, 0))
  if (reference._tag === 'Latents') return TE.right(reference.latent)
  return pipe(
    model.encode(reference.sound, { signal }),
    TE.bimap(fromStableAudioError('before the first step, encoding IN'), ({ mean }) => mean),
  )
}

const denoiserOf = (model: StableAudio, told: Told, { seconds }: Work, { signal }: Io): TE.TaskEither<CliError, Denoiser> => {
  const { prompt, negative, cfg, cfgRescale, cfgInterval } = told
  const request = {
    items: [{ prompt, secondsStart: 0, secondsTotal: seconds }],
    ...(negative === null ? {} : { negative: [negative] }),
    guidance: {
      scale: cfg,
      phi: cfgRescale,
      ...(cfgInterval === null ? {} : { interval: { low: cfgInterval[0], high: cfgInterval[1] } }),
    },
  }
  return pipe(
    model.denoiser(request, signal),
    TE.mapLeft(fromStableAudioError('before the first step, loading the text encoder and the diffusion transformer')),
  )
}

const listening =
  (model: StableAudio, { samples, original, asOriginal }: Work, { signal }: Io) =>
  (latent: Latent): ReturnType<NonNullable<OpenModel['listen']>> =>
    pipe(
      model.decode(latent, { signal }),
      TE.bimap(fromStableAudioError('decoding the latents'), (sound) => audioOf(sound, model.geometry.sampleRate, samples)),
      TE.flatMapEither((audio) => inFormatOf(asOriginal && original !== null ? original : audio, audio)),
      orInterrupted(signal),
    )

/**
 * Loads what a run needs of the model: the encoder for a clip, the text encoder, the diffusion transformer. The model is closed
 * where that fails. Errors: a failure of the engine, `Interrupted`.
 */
export const openStableAudio = (model: StableAudio, told: Told, work: Work, io: Io): TE.TaskEither<CliError, OpenModel> =>
  pipe(
    TE.fromIO<void, CliError>(() => note(io, 'loading the model')),
    TE.flatMap(() => referenceOf(model, work, io)),
    TE.bindTo('reference'),
    TE.bind('denoiser', () => denoiserOf(model, told, work, io)),
    TE.map(({ reference, denoiser }): OpenModel => ({
      reference,
      denoiser,
      listen: listening(model, work, io),
      close: model.close,
    })),
    orInterrupted(io.signal),
    TE.tapError(() => TE.fromTask(model.close)),
  )
