import { polyexponential } from '@sigmastream/core/schedules'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Checkpoint } from '../checkpoint/checkpoint.js'
import type { StableAudioError } from '../errors.js'
import type { ShortRun } from '../precision/measure/activations.js'
import { profiles, usualProfile } from '../profiles.js'
import { conditioningsOf } from './conditioning.js'
import { geometryOf } from './geometry.js'
import { engineOf } from './options.js'
import type { QuantizeOptions } from './quantize-options.js'
import { traitsOf } from './traits.js'

/** Latent frames, at most, and steps. */
const FRAMES = 32
const STEPS = 4

/**
 * The run of a model that its matrices are measured on: a few frames and steps, from noise alone to the last level,
 * guided as the profile of the model has it. Errors: those of `conditioningsOf`.
 */
export const shortRun = (
  checkpoint: Checkpoint,
  { prompt, seed, signal, ...options }: QuantizeOptions,
): TE.TaskEither<StableAudioError, ShortRun> => {
  const { latentChannels, maxFrames, frameRate } = geometryOf(checkpoint.config)
  const { guidance, sigmaMin, sigmaMax } =
    profiles[usualProfile(traitsOf(checkpoint).family, checkpoint.config.objective)]
  const frames = Math.min(FRAMES, maxFrames)
  const items = [{ prompt, secondsStart: 0, secondsTotal: frames / frameRate }]
  return pipe(
    conditioningsOf(checkpoint, engineOf(options), [{ items, guidance: { scale: guidance } }], signal),
    TE.map(([only]) => ({
      schedule: polyexponential({ steps: STEPS, sigmaMin, sigmaMax }),
      seed,
      shape: [1, latentChannels, frames],
      conditioning: only!,
    })), // one for one
  )
}
