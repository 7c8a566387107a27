import { Count, type Demand, decodeConfig, firstUnmet, type Unsupported, unsupportedKey } from '@sigmastream/checkpoint'
import { showJson } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { CheckpointError } from './errors.js'

const Objective = t.keyof(
  { v: null, rectified_flow: null, rf_denoiser: null },
  '"v", "rectified_flow" or "rf_denoiser"',
)

/** What the network was trained to answer: v, or the velocity of a rectified flow (distilled in `rf_denoiser`). */
export type Objective = t.TypeOf<typeof Objective>

const ModelJson = t.type({
  model_type: t.string,
  sample_size: Count,
  sample_rate: Count,
  audio_channels: Count,
  model: t.type({
    io_channels: Count,
    pretransform: t.type({
      type: t.string,
      config: t.type({ latent_dim: Count, downsampling_ratio: Count, io_channels: Count }),
    }),
    conditioning: t.type({
      cond_dim: Count,
      configs: t.array(t.type({ id: t.string, type: t.string, config: t.UnknownRecord })),
    }),
    diffusion: t.intersection([
      t.type({ type: t.string, config: t.UnknownRecord }),
      t.partial({
        diffusion_objective: Objective,
        cross_attention_cond_ids: t.array(t.string),
        global_cond_ids: t.array(t.string),
        local_add_cond_ids: t.array(t.string),
        input_concat_ids: t.array(t.string),
        prepend_cond_ids: t.array(t.string),
        mask_padding_attention: t.boolean,
        use_effective_length_for_schedule: t.boolean,
        sampling_distribution_shift_options: t.union([t.UnknownRecord, t.null], 'an object or null'),
      }),
    ]),
  }),
})
type ModelJson = t.TypeOf<typeof ModelJson>

/**
 * The top level of a `model_config.json`. The parts' own configurations are as they were found: the denoiser, the
 * autoencoder and the conditioners each decode theirs.
 */
export interface ModelConfig {
  /** Hz. */
  readonly sampleRate: number
  /** Samples of the longest sound. */
  readonly sampleSize: number
  readonly audioChannels: number
  readonly latentChannels: number
  /** Samples of one latent frame. */
  readonly frameSamples: number
  readonly objective: Objective
  /** Ids of the conditioners whose tokens the network attends to, in order. */
  readonly crossAttentionIds: readonly string[]
  /** Ids of the conditioners that make up the global conditioning, in order. */
  readonly globalIds: readonly string[]
  /**
   * Ids of what each frame is told beside x, in the order of its channels: the mask and the sound of inpainting, or
   * nothing.
   */
  readonly localIds: readonly string[]
  /** `model.pretransform` */
  readonly pretransform: unknown
  /** `model.conditioning` */
  readonly conditioning: unknown
  /** `model.diffusion.config` */
  readonly network: unknown
}

const Alone = t.type({ model_type: t.literal('autoencoder') })

/** Whether a `model_config.json` is that of an autoencoder without a network that makes latents. */
export const isAutoencoderAlone = (json: unknown): boolean => Alone.is(json)

/** That of Stable Audio 3. */
const INPAINTING = 'diffusion_cond_inpaint'

/** What each kind of model is told of each frame; the order is that of the channels. */
const LOCAL: Readonly<Record<string, readonly string[]>> = {
  diffusion_cond: [],
  [INPAINTING]: ['inpaint_mask', 'inpaint_masked_input'],
}

const localFault = ({ model_type, model }: ModelJson): Unsupported | undefined => {
  const right = Object.hasOwn(LOCAL, model_type) ? LOCAL[model_type] : undefined
  if (right === undefined)
    return unsupportedKey('model_type', showJson(model_type), Object.keys(LOCAL).map(showJson).join(' or '))
  const found = showJson(model.diffusion.local_add_cond_ids ?? [])
  return found === showJson(right)
    ? undefined
    : unsupportedKey('model.diffusion.local_add_cond_ids', found, `${showJson(right)} in a "${model_type}"`)
}

/** How it is sampled: each kind in one way, so these keys say nothing new, or ask for what is not done. */
const ofSampling = ({ model_type, model: { diffusion } }: ModelJson): readonly Demand[] => {
  const right = model_type === INPAINTING
  const { mask_padding_attention: masked = false, use_effective_length_for_schedule: byLength = false } = diffusion
  const { sampling_distribution_shift_options: shift = null } = diffusion
  return [
    { key: 'model.diffusion.mask_padding_attention', value: masked, right },
    { key: 'model.diffusion.use_effective_length_for_schedule', value: byLength, right },
    { key: 'model.diffusion.sampling_distribution_shift_options', value: shift, right: null },
  ]
}

const demands = (json: ModelJson): readonly Demand[] => {
  const { audio_channels, model } = json
  return [
    { key: 'model.pretransform.type', value: model.pretransform.type, right: 'autoencoder' },
    { key: 'model.diffusion.type', value: model.diffusion.type, right: 'dit' },
    { key: 'model.diffusion.input_concat_ids', value: model.diffusion.input_concat_ids?.[0], right: undefined },
    { key: 'model.diffusion.prepend_cond_ids', value: model.diffusion.prepend_cond_ids?.[0], right: undefined },
    { key: 'model.io_channels', value: model.io_channels, right: model.pretransform.config.latent_dim },
    {
      key: 'model.pretransform.config.io_channels',
      value: model.pretransform.config.io_channels,
      right: audio_channels,
    },
    ...ofSampling(json),
  ]
}

const checkSupported = (json: ModelJson): E.Either<CheckpointError, ModelJson> => {
  const failed = localFault(json) ?? firstUnmet('', demands(json))
  return failed === undefined ? E.right(json) : E.left(failed)
}

/**
 * Decodes the JSON of a `model_config.json` that was read from `file`. `AutoencoderAlone` for that of an autoencoder,
 * `BadConfig` for a key of another form, `Unsupported` for a kind of model, pretransform, network, conditioning or
 * sampling that is none of Stable Audio Open's nor Stable Audio 3's. Source: `create_model_from_config` and
 * `create_diffusion_cond_from_config` of stable-audio-tools; stable-audio-3 `inference/sampling.py`, `build_schedule`.
 */
export const decodeModelConfig = (file: string, json: unknown): E.Either<CheckpointError, ModelConfig> =>
  pipe(
    isAutoencoderAlone(json)
      ? E.left<CheckpointError>({ _tag: 'AutoencoderAlone', file })
      : decodeConfig(ModelJson, file, json),
    E.flatMap(checkSupported),
    E.map(({ model, ...top }) => ({
      sampleRate: top.sample_rate,
      sampleSize: top.sample_size,
      audioChannels: top.audio_channels,
      latentChannels: model.io_channels,
      frameSamples: model.pretransform.config.downsampling_ratio,
      objective: model.diffusion.diffusion_objective ?? 'v',
      crossAttentionIds: model.diffusion.cross_attention_cond_ids ?? [],
      globalIds: model.diffusion.global_cond_ids ?? [],
      localIds: model.diffusion.local_add_cond_ids ?? [],
      pretransform: model.pretransform,
      conditioning: model.conditioning,
      network: model.diffusion.config,
    })),
  )
