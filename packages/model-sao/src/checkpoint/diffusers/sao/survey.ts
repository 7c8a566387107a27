import { join } from 'node:path'
import type { Folder } from '@sigmastream/checkpoint'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../../errors.js'
import type { FoundJson, Survey } from '../../survey.js'
import { readText } from '../../text-files.js'
import { T5_PLACE } from '../../text-place.js'
import { decodeFound, placedPart, readPart, readScheduler } from '../folders.js'
import { MODEL_INDEX } from '../model-index.js'
import { ModelIndexJson, ProjectionJson, SchedulerJson, TokenizerJson, TransformerJson, VaeJson } from './config.js'
import { modelConfigOf } from './model-config.js'
import { placeProjection } from './projection-names.js'
import { placeTransformer } from './transformer-names.js'
import { placeVae } from './vae-names.js'

/** The layout of diffusers for Stable Audio Open: a folder for each part. `index` is its `model_index.json`. */
export const surveySao = (root: Folder, index: FoundJson): TE.TaskEither<CheckpointError, Survey> =>
  pipe(
    TE.Do,
    TE.bind('text', () => readText(root, T5_PLACE)),
    TE.bind('transformer', () => readPart(root, 'transformer', 'denoiser')),
    TE.bind('vae', () => readPart(root, 'vae', 'autoencoder')),
    TE.bind('projection', () => readPart(root, 'projection_model', 'conditioner')),
    TE.bind('scheduler', () => readScheduler(root)),
    TE.map(({ text, transformer, vae, projection, scheduler }) => {
      const vaeConfig = decodeFound(root, VaeJson, 'vae/config.json', vae.config)
      const blocks = pipe(
        vaeConfig,
        E.match(
          () => 0,
          ({ downsampling_ratios }) => downsampling_ratios.length,
        ),
      )
      return {
        folder: root.path,
        layout: 'diffusers' as const,
        kind: 'Stable Audio Open' as const,
        configs: {
          [MODEL_INDEX]: index,
          'transformer/config.json': transformer.config,
          'vae/config.json': vae.config,
          'projection_model/config.json': projection.config,
          'scheduler/scheduler_config.json': scheduler,
          'tokenizer/tokenizer_config.json': text.tokenizerConfig,
          [text.configName]: text.config,
        },
        model: pipe(
          E.Do,
          E.apS('index', decodeFound(root, ModelIndexJson, MODEL_INDEX, index)),
          E.apS('transformer', decodeFound(root, TransformerJson, 'transformer/config.json', transformer.config)),
          E.apS('vae', vaeConfig),
          E.apS('projection', decodeFound(root, ProjectionJson, 'projection_model/config.json', projection.config)),
          E.apS('scheduler', decodeFound(root, SchedulerJson, 'scheduler/scheduler_config.json', scheduler)),
          E.apS('tokenizer', decodeFound(root, TokenizerJson, 'tokenizer/tokenizer_config.json', text.tokenizerConfig)),
          E.flatMap(modelConfigOf),
        ),
        modelFile: join(root.path, MODEL_INDEX),
        text: { kind: text.kind, config: text.configName },
        parts: {
          denoiser: placedPart(transformer.set, placeTransformer),
          autoencoder: placedPart(vae.set, placeVae(blocks)),
          conditioner: placedPart(projection.set, placeProjection),
          'text encoder': text.encoder,
        },
        tokenizer: text.tokenizer,
      }
    }),
  )
