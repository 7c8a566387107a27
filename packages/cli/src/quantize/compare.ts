import { describeAudioError } from '@sigmastream/audio'
import { type Denoiser, type Latent, messageOf, SamplingError } from '@sigmastream/core'
import { frames } from '@sigmastream/core/stream'
import { type PackedPrecision, type Precision, profiles, type StableAudio, usualProfile } from '@sigmastream/model-sao'
import { audioOf } from '@sigmastream/pipeline/stable-audio'
import { either as E, readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { fromEvent, takeUntil } from 'rxjs'
import { type CliError, failure } from '../errors.js'
import { interruptedBy, interruption, orInterrupted } from '../interruption.js'
import { type Io, note } from '../io.js'
import { progressOf } from '../run/progress.js'
import { fromNetworkError, fromStableAudioError } from '../stable-audio/errors.js'
import { type Difference, differenceOf, type TrialResult } from './difference.js'
import { type Settings, type Trial, withModel } from './trial.js'

/** The scales of guidance that a trial is run at: that of the model's profile, and none. */
const guidancesOf = ({ objective, traits: { family } }: StableAudio): readonly number[] => [
  ...new Set([profiles[usualProfile(family, objective)].guidance, 1]),
]

/** How far the trial in a precision is from the trial in float32, with that guidance. */
export interface GuidedDifference extends Difference {
  readonly guidance: number
}

/** A run, and the scale it was guided by. */
interface GuidedResult extends TrialResult {
  readonly guidance: number
}

/** A denoiser of the trial, and what it is guided by. */
interface GuidedDenoiser {
  readonly guidance: number
  readonly denoiser: Denoiser
}

const denoisersOf = (
  model: StableAudio,
  { prompt, seconds }: Trial,
  { signal }: Io,
): TE.TaskEither<CliError, readonly GuidedDenoiser[]> => {
  const items = [{ prompt, secondsStart: 0, secondsTotal: seconds }]
  const guidances = guidancesOf(model)
  return pipe(
    model.denoisers(
      guidances.map((scale) => ({ items, guidance: { scale } })),
      signal,
    ),
    TE.bimap(
      fromStableAudioError('before the first step, loading the text encoder and the diffusion transformer'),
      (denoisers) => RA.zipWith(guidances, denoisers, (guidance, denoiser) => ({ guidance, denoiser })),
    ),
    orInterrupted(signal),
  )
}

/** The last x of a run, and the denoised estimate of each step. */
interface TrialLatents {
  readonly x: Latent
  readonly estimates: readonly Latent[]
}

const runTrial =
  ({ plan, sigmas, noise }: Trial, denoiser: Denoiser, io: Io): TE.TaskEither<CliError, TrialLatents> =>
  async () => {
    const progress = progressOf(io, { plan, sigmas })
    const estimates: Latent[] = []
    const seen: { x: Latent | null } = { x: null }
    const running = frames(plan, { denoiser, noise }).pipe(takeUntil(fromEvent(io.signal, 'abort')))
    try {
      await running.forEach((frame) => {
        progress.step(frame)
        seen.x = frame.carry.x
        if (frame.denoised !== null) estimates.push(frame.denoised)
      })
      return seen.x === null ? E.left(interruption(io.signal)) : E.right({ x: seen.x, estimates })
    } catch (cause) {
      return E.left(cause instanceof SamplingError ? fromNetworkError(cause.error) : failure(messageOf(cause), cause))
    } finally {
      progress.end()
    }
  }

const sampleTrial = (
  model: StableAudio,
  trial: Trial,
  { guidance, denoiser }: GuidedDenoiser,
  io: Io,
): TE.TaskEither<CliError, GuidedResult> => {
  const { signal } = io
  return pipe(
    TE.fromIO<void, CliError>(() => note(io, `a run in ${model.precision}, guidance ${guidance}`)),
    TE.flatMap(() => interruptedBy(signal)),
    TE.flatMap(() => runTrial(trial, denoiser, io)),
    TE.tap(() => interruptedBy(signal)),
    TE.bindTo('ended'),
    TE.bind('sound', ({ ended: { x } }) =>
      pipe(model.decode(x, { signal }), TE.mapLeft(fromStableAudioError('decoding the latents'))),
    ),
    TE.map(({ ended, sound }) => ({
      guidance,
      ...ended,
      audio: audioOf(sound, model.geometry.sampleRate, trial.samples),
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
): TE.TaskEither<CliError, readonly GuidedDifference[]> => {
  const all = (held: Precision) =>
    withModel(folder, settings, held, io, (model) =>
      pipe(
        denoisersOf(model, trial, io),
        TE.flatMap(TE.traverseSeqArray((asked) => sampleTrial(model, trial, asked, io))),
      ),
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
