import { describeAudioError } from '@sigmastream/audio'
import type { Denoiser, Latent } from '@sigmastream/core'
import { type PackedPrecision, type Precision, profiles, type StableAudio } from '@sigmastream/model-sao'
import { either as E, readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type CliError, failure } from '../errors.js'
import { type Io, note } from '../io.js'
import { collect, type Ended } from '../run/collect.js'
import { progressOf } from '../run/progress.js'
import { fromNetworkError, fromStableAudioError, orInterrupted } from '../stable-audio/errors.js'
import { audioOf } from '../stable-audio/waveform.js'
import { type Difference, differenceOf, type Ran } from './difference.js'
import { type Settings, type Trial, withModel } from './trial.js'

/** The scales of guidance that a trial is run at: the model card's, and none. */
const GUIDANCES = [profiles['model-card'].guidance, 1] as const

/** How far the trial in a precision is from the trial in float32, with that guidance. */
export interface Compared extends Difference {
  readonly guidance: number
}

/** A run, and the scale it was guided by. */
interface Guided extends Ran {
  readonly guidance: number
}

/** A denoiser of the trial, and what it is guided by. */
interface Asked {
  readonly guidance: number
  readonly denoiser: Denoiser
}

const denoisersOf = (
  model: StableAudio,
  { prompt, seconds }: Trial,
  { signal }: Io,
): TE.TaskEither<CliError, readonly Asked[]> => {
  const items = [{ prompt, secondsStart: 0, secondsTotal: seconds }]
  return pipe(
    model.denoisers(
      GUIDANCES.map((scale) => ({ items, guidance: { scale } })),
      signal,
    ),
    TE.bimap(
      fromStableAudioError('before the first step, loading the text encoder and the diffusion transformer'),
      (denoisers) => RA.zipWith(GUIDANCES, denoisers, (guidance, denoiser) => ({ guidance, denoiser })),
    ),
    orInterrupted(signal),
  )
}

const sampled = (
  model: StableAudio,
  { samples, job, sigmas, noise }: Trial,
  { guidance, denoiser }: Asked,
  io: Io,
): TE.TaskEither<CliError, Guided> => {
  const { signal } = io
  const estimates: Latent[] = []
  const run: TE.TaskEither<CliError, Ended> = async () => {
    note(io, `a run in ${model.precision}, guidance ${guidance}`)
    const progress = progressOf(io, job, sigmas)
    const look: Parameters<typeof collect>[2] = (view) => {
      progress.step(view)
      if (view.denoised !== null) estimates.push(view.denoised)
      return TE.right(undefined)
    }
    const ended = await collect(job, { denoiser, noise }, look, fromNetworkError, signal)()
    progress.end()
    return ended
  }
  return pipe(
    run,
    TE.bindTo('ended'),
    TE.bind('sound', ({ ended: { x } }) =>
      pipe(model.decode(x, { signal }), TE.mapLeft(fromStableAudioError('decoding the latents'))),
    ),
    TE.map(({ ended: { x }, sound }) => ({
      guidance,
      x,
      estimates,
      audio: audioOf(sound, model.geometry.sampleRate, samples),
    })),
    orInterrupted(signal),
  )
}

/**
 * Runs the trial in float32 and in `precision`, with guidance and without, one model in memory at a time. Errors: a
 * failure with its step, `Interrupted`.
 */
export const compare = (
  folder: string,
  settings: Settings,
  precision: PackedPrecision,
  trial: Trial,
  io: Io,
): TE.TaskEither<CliError, readonly Compared[]> => {
  const all = (held: Precision) =>
    withModel(folder, settings, held, io, (model) =>
      pipe(denoisersOf(model, trial, io), TE.flatMap(TE.traverseSeqArray((asked) => sampled(model, trial, asked, io)))),
    )
  return pipe(
    TE.Do,
    TE.bind('exact', () => all('fp32')),
    TE.bind('packed', () => all(precision)),
    TE.flatMapEither(({ exact, packed }) =>
      pipe(
        RA.zip(exact, packed),
        E.traverseArray(([a, b]) =>
          pipe(
            differenceOf(a, b),
            E.bimap(
              (error) => failure(`comparing the sounds: ${describeAudioError(error)}`),
              (difference) => ({ guidance: a.guidance, ...difference }),
            ),
          ),
        ),
      ),
    ),
  )
}
