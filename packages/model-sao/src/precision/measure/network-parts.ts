import type { StoredWeight } from '@sigmastream/checkpoint'
import type { taskEither as TE } from 'fp-ts'
import type { AutoencoderConfig } from '../../autoencoder/config.js'
import type { DitOptions } from '../../dit/dit.js'
import type { StableAudioError } from '../../errors.js'
import { isCodingMatrix, isTextMatrix } from '../matrices.js'
import { type Activations, activationsOf, type ShortRun } from './activations.js'
import { type AttentionSite, codingAttentions, networkAttentions } from './attentions.js'
import { codingActivationsOf } from './coding-activations.js'
import { type TextSample, textActivationsOf } from './text-activations.js'

/** What is measured: the transformer, and an autoencoder and a text encoder where they are held in fewer bits too. */
export interface MeasureOptions extends DitOptions {
  readonly autoencoder?: AutoencoderConfig
  readonly text?: TextSample
}

/** Matrices of one network, and what goes into the products with them. */
export interface NetworkPart {
  readonly matrices: readonly StoredWeight[]
  readonly activations: TE.TaskEither<StableAudioError, Activations>
  /** Its attentions that are a difference of two. */
  readonly attentions: (activations: Activations) => readonly AttentionSite[]
}

/** The networks that there are matrices of. */
export const partsOf = (
  options: MeasureOptions,
  packable: readonly StoredWeight[],
  short: ShortRun,
  signal: AbortSignal | undefined,
): readonly NetworkPart[] => {
  const { config, autoencoder, text, weights, threads } = options
  const coding = packable.filter(isCodingMatrix)
  const telling = packable.filter(isTextMatrix)
  const network = packable.filter((weight) => !isCodingMatrix(weight) && !isTextMatrix(weight))
  const parts: readonly NetworkPart[] = [
    {
      matrices: network,
      activations: activationsOf(options, network, short, signal),
      attentions: (activations) => networkAttentions(config, activations, short.conditioning.crossAttention),
    },
    ...(autoencoder?._tag === 'Same'
      ? [
          {
            matrices: coding,
            activations: codingActivationsOf(autoencoder, weights, coding, threads, short.seed, signal),
            attentions: (activations: Activations) => codingAttentions(autoencoder, activations),
          },
        ]
      : []),
    ...(text === undefined
      ? []
      : [
          {
            matrices: telling,
            activations: textActivationsOf(text, weights, telling, threads, signal),
            attentions: () => [],
          },
        ]),
  ]
  return parts.filter(({ matrices }) => matrices.length > 0)
}
