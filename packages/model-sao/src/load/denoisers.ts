import type { Weights } from '@sigmastream/checkpoint'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Checkpoint } from '../checkpoint/checkpoint.js'
import type { Dit } from '../dit/dit.js'
import type { StableAudioError } from '../errors.js'
import type { Lazy } from '../lazy.js'
import { opensTogether } from '../memory/prediction.js'
import type { WeightBytes } from '../memory/weights.js'
import { pairedRequests, type TextEngine, tellRequests } from './conditioning.js'
import type { StableAudio } from './stable-audio.js'

/** What denoisers are made of; `weights` are the transformer's, `bytes` those of each network. */
interface DenoiserParts {
  readonly checkpoint: Checkpoint
  readonly weights: TE.TaskEither<StableAudioError, Weights>
  readonly dit: Lazy<StableAudioError, Dit>
  readonly text: TextEngine
  readonly bytes: WeightBytes
  readonly available: () => number
}

/**
 * The denoisers of requests on one transformer, which is opened beside the text encoder where both fit, and else behind
 * it.
 */
export const denoisersOf =
  ({ checkpoint, weights, dit, text, bytes, available }: DenoiserParts): StableAudio['denoisers'] =>
  (requests, signal) =>
    pipe(
      TE.fromEither(pairedRequests(checkpoint, requests)),
      TE.flatMap((pairs) => {
        const told = pairs.reduce((sum, { items, negatives }) => sum + items.length + negatives.length, 0)
        const conditionings = tellRequests(checkpoint, text, pairs, signal)
        // On the cpu alone: no engine of a device is known to open one network while it is asked another.
        return text.device === 'cpu' && opensTogether(checkpoint, bytes, { told, available: available() })
          ? pipe(
              // Weights first: the transformer's thread is then at work before this one reads the tokenizer.
              weights,
              TE.filterOrElse(
                () => signal?.aborted !== true,
                (): StableAudioError => ({ _tag: 'RunAborted' }),
              ),
              TE.flatMap(() => pipe(TE.Do, TE.apSW('open', dit.get), TE.apSW('conditionings', conditionings))),
            )
          : pipe(
              TE.Do,
              TE.bindW('conditionings', () => conditionings),
              TE.bindW('open', () => dit.get),
            )
      }),
      TE.flatMapEither(({ conditionings, open }) => E.traverseArray(open.denoiser)(conditionings)),
    )
