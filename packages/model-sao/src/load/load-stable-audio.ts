import { freemem } from 'node:os'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { openAutoencoder } from '../autoencoder/open.js'
import { checkWeights } from '../checkpoint/check-weights.js'
import { openCheckpoint } from '../checkpoint/open.js'
import type { StableAudioError } from '../errors.js'
import { once } from '../once.js'
import { packsAutoencoderAndText } from '../precision/matrices.js'
import { autoencoderIdentity } from './autoencoder-identity.js'
import { type HeldWeights, heldWeights } from './held-weights.js'
import { identityOf } from './identity.js'
import { modelOf } from './model.js'
import { autoencoderMemory, engineOf, type LoadOptions } from './options.js'
import type { StableAudio } from './stable-audio.js'

/**
 * Loads the model in a folder of either official layout, or of one of several files of weights in a folder. Only
 * configurations, headers and samples of the weights are read: what is unsupported or missing is refused first. Errors:
 * any `CheckpointError`, `Refused`.
 */
export const loadStableAudio = (
  dir: string,
  options: LoadOptions = {},
): TE.TaskEither<StableAudioError, StableAudio> => {
  const engine = engineOf(options)
  return pipe(
    TE.Do,
    TE.bindW('checkpoint', () => openCheckpoint(dir)),
    TE.tap(({ checkpoint }) => TE.fromEither<StableAudioError, unknown>(checkWeights(checkpoint))),
    TE.bindW('autoencoder', ({ checkpoint: { partConfigs, weights } }) =>
      openAutoencoder({ config: partConfigs.autoencoder, weights, ...engine, ...autoencoderMemory(options) }),
    ),
    TE.bindW('identity', ({ checkpoint }) => identityOf(checkpoint)),
    TE.bindW('codingIdentity', ({ checkpoint: { partConfigs, stored } }) =>
      autoencoderIdentity(partConfigs.autoencoder, stored),
    ),
    TE.bindW('held', ({ checkpoint, identity }) =>
      pipe(
        TE.fromTask<HeldWeights, never>(heldWeights(checkpoint, identity, options)),
        TE.map((held) => ({ ...held, weights: once(held.weights) })),
      ),
    ),
    // Opened again with what it is held in: it was looked at before, and nothing of it is read yet.
    TE.bindW('coding', ({ checkpoint: { partConfigs, weights }, autoencoder, held: { precision, weights: packed } }) =>
      partConfigs.autoencoder._tag === 'Same' && precision !== 'fp32' && packsAutoencoderAndText(precision)
        ? openAutoencoder({
            config: partConfigs.autoencoder,
            weights,
            packed,
            ...engine,
            ...autoencoderMemory(options),
          })
        : TE.right(autoencoder),
    ),
    TE.map(({ checkpoint, coding, held, codingIdentity }) =>
      modelOf({
        checkpoint,
        autoencoder: coding,
        held,
        codingIdentity,
        engine,
        available: () => options.available ?? freemem(),
      }),
    ),
  )
}
