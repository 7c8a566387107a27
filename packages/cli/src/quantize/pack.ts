import { type QuantizeProgress, type QuantizeResult, quantize, type StableAudioError } from '@sigmastream/model-sao'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CliError } from '../errors.js'
import { orInterrupted } from '../interruption.js'
import type { Io } from '../io.js'
import { type Display, displayOf } from '../run/progress.js'
import { fromStableAudioError } from '../stable-audio/errors.js'
import { defaults, type QuantizeOptions } from './quantize-options.js'
import type { Settings } from './trial.js'

/** One bar for both: measuring is its first half. */
const showProgress =
  ({ show }: Display) =>
  ({ stage, done, total }: QuantizeProgress): void =>
    stage === 'measuring'
      ? show(done / total / 2, `measured ${done} of ${total} matrices`)
      : show((1 + done / total) / 2, `packed ${done} of ${total} weights`)

/**
 * Measures and packs, with progress on standard error. Errors: usage for the folder, a failure of the engine,
 * `Interrupted`.
 */
export const packWith = (
  folder: string,
  settings: Settings,
  options: QuantizeOptions,
  io: Io,
): TE.TaskEither<CliError, QuantizeResult> => {
  const { precision, limit, prompt = defaults.prompt, seed = defaults.seed } = options
  const run: TE.TaskEither<StableAudioError, QuantizeResult> = async () => {
    const display = displayOf(io)
    display.show(0, 'running a few steps in float32, to measure on')
    const told = { ...settings, precision, prompt, seed, signal: io.signal, onProgress: showProgress(display) }
    const result = await quantize(folder, limit === undefined ? told : { ...told, limit })()
    display.end()
    return result
  }
  return pipe(run, TE.mapLeft(fromStableAudioError('making the weights smaller')), orInterrupted(io.signal))
}
