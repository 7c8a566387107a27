import { join } from 'node:path'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type * as t from 'io-ts'
import { decodeConfig } from '../decode-config.js'
import type { CheckpointError } from '../errors.js'
import { type Folder, readSubfolder } from '../folder.js'
import type { FoundPart } from '../parts.js'
import type { FoundJson, Survey } from '../survey.js'
import { readConfig, readText } from '../text-files.js'
import { T5_PLACE } from '../text-place.js'
import { readWeightSet, type WeightSet } from '../weight-set.js'
import { ModelIndexJson, ProjectionJson, SchedulerJson, TokenizerJson, TransformerJson, VaeJson } from './config.js'
import { modelConfigOf } from './model-config.js'
import { placeTensors } from './place.js'
import type { PlacementOf } from './placement.js'
import { placeProjection } from './projection-names.js'
import { placeTransformer } from './transformer-names.js'
import { placeVae } from './vae-names.js'

/** What the layout is known by. */
export const MODEL_INDEX = 'model_index.json'
const STEM = 'diffusion_pytorch_model'

const placedPart = (found: E.Either<CheckpointError, WeightSet>, place: PlacementOf): FoundPart =>
  pipe(
    found,
    E.bindTo('set'),
    E.bind('weights', ({ set: { tensors } }) => placeTensors(tensors, place)),
    E.map(({ set: { folder }, weights }) => ({ folder, weights })),
  )

/** One folder of the layout: its configuration and its weights, where it has them. */
const readPart = (root: Folder, name: string, part: string) => {
  const missing = (file: string): CheckpointError => ({
    _tag: 'MissingPart',
    folder: root.path,
    part,
    file: `${name}/${file}`,
  })
  return pipe(
    readSubfolder(root, name),
    TE.flatMapTask((folder) => async () => ({
      config: await readConfig(folder, 'config.json', missing('config.json'))(),
      set: await readWeightSet(folder, STEM, missing(`${STEM}.safetensors`))(),
    })),
  )
}

/** The layout of diffusers: a folder for each part. */
export const surveyDiffusers = (root: Folder): TE.TaskEither<CheckpointError, Survey> => {
  const decoded = <A>(codec: t.Decoder<unknown, A>, name: string, json: FoundJson): E.Either<CheckpointError, A> =>
    pipe(
      json,
      E.flatMap((found) => decodeConfig(codec, join(root.path, name), found)),
    )
  const missing = (part: string, file: string): CheckpointError => ({
    _tag: 'MissingPart',
    folder: root.path,
    part,
    file,
  })
  return pipe(
    TE.Do,
    TE.bind('text', () => readText(root, T5_PLACE)),
    TE.bind('transformer', () => readPart(root, 'transformer', 'denoiser')),
    TE.bind('vae', () => readPart(root, 'vae', 'autoencoder')),
    TE.bind('projection', () => readPart(root, 'projection_model', 'conditioner')),
    TE.bind('schedulerFolder', () => readSubfolder(root, 'scheduler')),
    TE.flatMapTask(({ text, transformer, vae, projection, schedulerFolder }) => async () => {
      const index = await readConfig(root, MODEL_INDEX, missing('configuration', MODEL_INDEX))()
      const schedulerMissing = missing('scheduler configuration', 'scheduler/scheduler_config.json')
      const scheduler = await readConfig(schedulerFolder, 'scheduler_config.json', schedulerMissing)()
      const vaeConfig = decoded(VaeJson, 'vae/config.json', vae.config)
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
          E.apS('index', decoded(ModelIndexJson, MODEL_INDEX, index)),
          E.apS('transformer', decoded(TransformerJson, 'transformer/config.json', transformer.config)),
          E.apS('vae', vaeConfig),
          E.apS('projection', decoded(ProjectionJson, 'projection_model/config.json', projection.config)),
          E.apS('scheduler', decoded(SchedulerJson, 'scheduler/scheduler_config.json', scheduler)),
          E.apS('tokenizer', decoded(TokenizerJson, 'tokenizer/tokenizer_config.json', text.tokenizerConfig)),
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
}
