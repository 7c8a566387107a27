import { join } from 'node:path'
import type { Folder } from '@sigmastream/checkpoint'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../errors.js'
import type { ModelKind } from '../../kind.js'
import type { FoundPart } from '../../parts.js'
import type { FoundJson, Survey } from '../../survey.js'
import { readText } from '../../text-files.js'
import type { TextPlace } from '../../text-place.js'
import { decodeFound, type PartFolder, placedPart, readPart, readScheduler } from '../folders.js'
import { MODEL_INDEX } from '../model-index.js'
import { type DiffusersConfig, DurationJson, SchedulerJson, TokenizerJson, TransformerJson, VaeJson } from './config.js'
import { placeDuration } from './duration-names.js'
import { modelConfigOf } from './model-config.js'
import { placeSame } from './same-names.js'
import { placePadding, placeTransformer } from './transformer-names.js'

const TEXT: TextPlace = { kind: 't5gemma', encoder: 'text_encoder', tokenizer: 'tokenizer' }

/** The conditioners: the embedder of seconds in a folder of its own, what pads prompts in that of the transformer. */
const conditionerOf = (duration: PartFolder, transformer: PartFolder): FoundPart =>
  pipe(
    E.Do,
    E.bind('seconds', () => placedPart(duration.set, placeDuration)),
    E.bind('padding', () => placedPart(transformer.set, placePadding)),
    E.map(({ seconds, padding }) => ({ folder: seconds.folder, weights: [...seconds.weights, ...padding.weights] })),
  )

/** The scheduler of a base model draws no noise; of one that cannot be read, the kind that most have is taken. */
const kindOf = (scheduler: E.Either<CheckpointError, DiffusersConfig['scheduler']>): ModelKind =>
  E.exists(({ stochastic_sampling }: DiffusersConfig['scheduler']) => stochastic_sampling !== true)(scheduler)
    ? 'Stable Audio 3 base'
    : 'Stable Audio 3'

/** The layout of diffusers for Stable Audio 3: a folder for each part. `index` is its `model_index.json`. */
export const surveySa3 = (root: Folder, index: FoundJson): TE.TaskEither<CheckpointError, Survey> =>
  pipe(
    TE.Do,
    TE.bind('text', () => readText(root, TEXT)),
    TE.bind('transformer', () => readPart(root, 'transformer', 'denoiser')),
    TE.bind('vae', () => readPart(root, 'vae', 'autoencoder')),
    TE.bind('duration', () => readPart(root, 'duration_embedder', 'conditioner')),
    TE.bind('scheduler', () => readScheduler(root)),
    TE.map(({ text, transformer, vae, duration, scheduler }) => {
      const transformerConfig = decodeFound(root, TransformerJson, 'transformer/config.json', transformer.config)
      const schedulerConfig = decodeFound(root, SchedulerJson, 'scheduler/scheduler_config.json', scheduler)
      const vaeConfig = decodeFound(root, VaeJson, 'vae/config.json', vae.config)
      return {
        folder: root.path,
        layout: 'diffusers' as const,
        kind: kindOf(schedulerConfig),
        configs: {
          [MODEL_INDEX]: index,
          'transformer/config.json': transformer.config,
          'vae/config.json': vae.config,
          'duration_embedder/config.json': duration.config,
          'scheduler/scheduler_config.json': scheduler,
          'tokenizer/tokenizer_config.json': text.tokenizerConfig,
          [text.configName]: text.config,
        },
        model: pipe(
          E.Do,
          E.apS('transformer', transformerConfig),
          E.apS('vae', vaeConfig),
          E.apS('duration', decodeFound(root, DurationJson, 'duration_embedder/config.json', duration.config)),
          E.apS('scheduler', schedulerConfig),
          E.apS('tokenizer', decodeFound(root, TokenizerJson, 'tokenizer/tokenizer_config.json', text.tokenizerConfig)),
          E.flatMap(modelConfigOf),
        ),
        modelFile: join(root.path, MODEL_INDEX),
        text: { kind: text.kind, config: text.configName },
        parts: {
          denoiser: pipe(
            transformerConfig,
            E.flatMap(({ use_differential_attention: differential }) =>
              placedPart(transformer.set, placeTransformer(differential)),
            ),
          ),
          autoencoder: pipe(
            vaeConfig,
            E.flatMap(({ encoder_strides: { length }, use_differential_attention: differential }) =>
              placedPart(vae.set, placeSame(length, differential)),
            ),
          ),
          conditioner: conditionerOf(duration, transformer),
          'text encoder': text.encoder,
        },
        tokenizer: text.tokenizer,
      }
    }),
  )
