import { createHash } from 'node:crypto'
import type { StoredWeight } from '@sigmastream/checkpoint'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { AutoencoderConfig } from '../autoencoder/config.js'
import { askAutoencoder } from '../checkpoint/asked-weights.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import { isIdle } from '../checkpoint/idle-weights.js'
import { PREFIX } from '../checkpoint/parts.js'
import { unusedWeights } from '../checkpoint/unused-weights.js'
import { canonical } from './canonical.js'
import { readSamples } from './samples.js'
import { withoutFirst } from './without-first.js'

/** What tells the latents of one autoencoder from those of another, which may have as many channels. */
export interface AutoencoderIdentity {
  /** `Oobleck` is that of Stable Audio Open, `SAME` of Stable Audio 3. */
  readonly kind: 'Oobleck' | 'SAME'
  /** Of its configuration and its weights, in hexadecimal, as `identityOf` takes those of a whole model. */
  readonly sha256: string
}

/** Goes up whenever what is hashed changes. */
const VERSION = 1

/**
 * The identity of an autoencoder, whatever lies beside it: models that share one, such as one and what was trained on from
 * it, or one model in several precisions, have one. Weights are hashed as the checkpoint stores them: an export in another
 * type of number is another autoencoder. `stored` may hold the weights of other parts. Errors: those of `unusedWeights`,
 * `UnreadableWeights`.
 */
export const autoencoderIdentity = (
  config: AutoencoderConfig,
  stored: readonly StoredWeight[],
): TE.TaskEither<CheckpointError, AutoencoderIdentity> => {
  const own = stored.filter((weight) => weight.name.startsWith(PREFIX.autoencoder) && !isIdle(weight))
  return pipe(
    TE.Do,
    TE.bind('unused', () =>
      TE.fromEither(
        pipe(
          unusedWeights(own, askAutoencoder(config)),
          E.map((names) => new Set(names)),
        ),
      ),
    ),
    TE.let('weights', ({ unused }) =>
      own.filter(({ name }) => !unused.has(name)).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    ),
    TE.bind('samples', ({ weights }) => readSamples(weights)),
    TE.map(({ weights, samples }) => {
      const told = weights.map(({ name, shape, parts: [{ type }] }) => [name, shape, type])
      const hash = createHash('sha256').update(canonical([VERSION, withoutFirst(config), told]))
      return {
        kind: config._tag === 'Same' ? 'SAME' : 'Oobleck',
        sha256: samples.reduce((all, bytes) => all.update(bytes), hash).digest('hex'),
      }
    }),
  )
}
