import { type Demand, firstUnmet, type Unsupported } from '@sigmastream/checkpoint'
import { either as E } from 'fp-ts'
import type { DiffusersConfig } from './config.js'

/** What must hold for diffusers' classes to compute what those of stable-audio-3 compute. */
const demands = ({ transformer, vae, duration, scheduler }: DiffusersConfig): readonly Demand[] => [
  { key: 'scheduler _class_name', value: scheduler._class_name, right: 'FlowMatchEulerDiscreteScheduler' },
  { key: 'transformer io_channels', value: transformer.io_channels, right: vae.latent_dim },
  { key: 'transformer patch_size', value: transformer.patch_size, right: 1 },
  { key: 'transformer timestep_features_dim', value: transformer.timestep_features_dim, right: 256 },
  { key: 'transformer ff_mult', value: transformer.ff_mult, right: 4 },
  // The mask and the channels of the sound under it.
  { key: 'transformer local_add_cond_dim', value: transformer.local_add_cond_dim, right: vae.latent_dim + 1 },
  // The seconds are a token of cross-attention, and all of the global conditioning.
  { key: 'transformer cond_token_dim', value: transformer.cond_token_dim, right: duration.output_dim },
  { key: 'transformer global_cond_dim', value: transformer.global_cond_dim, right: duration.output_dim },
  // NumberConditioner: ExpoFourierFeatures
  { key: 'duration_embedder fourier_dim', value: duration.fourier_dim, right: 256 },
  { key: 'duration_embedder min_freq', value: duration.min_freq, right: 0.5 },
  { key: 'duration_embedder max_freq', value: duration.max_freq, right: 10_000 },
  { key: 'vae ff_mult', value: vae.ff_mult, right: 3 },
]

/** StableAudio3Pipeline pads and cuts prompts to so many tokens, or to what the tokenizer says where that is less. */
const PROMPT_TOKENS = 256

/** The longest sound of medium in frames, which the scheduler knows as its longest sequence. */
const LONGEST = 4096

const conditioningOf = ({ duration, tokenizer }: DiffusersConfig) => ({
  cond_dim: duration.output_dim,
  configs: [
    {
      id: 'prompt',
      type: 't5gemma',
      config: { max_length: Math.min(PROMPT_TOKENS, tokenizer.model_max_length), padding_mode: 'learned' },
    },
    {
      id: 'seconds_total',
      type: 'number',
      config: { min_val: duration.min_val, max_val: duration.max_val, fourier_features_type: 'expo' },
    },
  ],
})

const pretransformOf = ({ vae }: DiffusersConfig) => {
  const patched = vae.audio_channels * vae.patch_size
  const common = {
    channels: vae.encoder_channels,
    c_mults: vae.encoder_c_mults,
    strides: vae.encoder_strides,
    latent_dim: vae.latent_dim,
    transformer_depths: vae.encoder_transformer_depths,
    differential: vae.use_differential_attention,
    dim_heads: vae.dim_heads,
    sliding_window: [vae.sliding_window, vae.sliding_window],
    variable_stride: true,
  }
  // diffusers leaves the noise out: it is that of medium, the one model that has this layout.
  const encoder = {
    in_channels: patched,
    ...common,
    sinusoidal_blocks: vae.encoder_sinusoidal_blocks,
    mask_noise: 1e-3,
  }
  const decoder = {
    out_channels: patched,
    ...common,
    sinusoidal_blocks: vae.decoder_sinusoidal_blocks,
    mask_noise: 0.1,
  }
  return {
    type: 'autoencoder',
    chunked: true,
    config: {
      encoder: { type: 'taae_v2', config: encoder },
      decoder: { type: 'taae_v2', config: decoder },
      bottleneck: {
        type: 'softnorm',
        config: { dim: vae.latent_dim, noise_augment_dim: 0, noise_regularize: true, auto_scale: true, freeze: true },
      },
      pretransform: { type: 'patched', config: { patch_size: vae.patch_size, channels: vae.audio_channels } },
      latent_dim: vae.latent_dim,
      downsampling_ratio: vae.encoder_strides.reduce((product, stride) => product * stride, vae.patch_size),
      io_channels: vae.audio_channels,
    },
  }
}

const diffusionOf = ({ transformer, scheduler }: DiffusersConfig) => ({
  cross_attention_cond_ids: ['prompt', 'seconds_total'],
  global_cond_ids: ['seconds_total'],
  local_add_cond_ids: ['inpaint_mask', 'inpaint_masked_input'],
  type: 'dit',
  // The distilled model and its base differ in nothing else.
  diffusion_objective: scheduler.stochastic_sampling === true ? 'rf_denoiser' : 'rectified_flow',
  sampling_distribution_shift_options: null,
  mask_padding_attention: true,
  use_effective_length_for_schedule: true,
  config: {
    io_channels: transformer.io_channels,
    embed_dim: transformer.embed_dim,
    depth: transformer.depth,
    num_heads: transformer.num_heads,
    cond_token_dim: transformer.cond_token_dim,
    global_cond_dim: transformer.global_cond_dim,
    local_add_cond_dim: transformer.local_add_cond_dim,
    num_memory_tokens: transformer.num_memory_tokens,
    global_cond_type: 'adaLN',
    timestep_features_type: 'expo',
    norm_type: 'rms_norm',
    norm_kwargs: { force_fp32: true },
    attn_kwargs: { qk_norm: 'rms', differential: transformer.use_differential_attention },
    ff_kwargs: { mult: transformer.ff_mult },
  },
})

/**
 * The configuration of the diffusers folders in the form of stable-audio-3's `model_config.json`, so that one set of
 * codecs decodes both. What diffusers' classes leave no choice about is written out. `Unsupported` where the two
 * libraries would not compute the same. Sources: the constructors of StableAudio3DiTModel, AutoencoderSAME,
 * StableAudio3DurationEmbedder, and StableAudio3Pipeline's `encode_prompt`.
 */
export const modelConfigOf = (config: DiffusersConfig): E.Either<Unsupported, unknown> => {
  const failed = firstUnmet('', demands(config))
  if (failed !== undefined) return E.left(failed)
  const pretransform = pretransformOf(config)
  const frames = config.scheduler.max_image_seq_len ?? LONGEST
  return E.right({
    model_type: 'diffusion_cond_inpaint',
    sample_size: frames * pretransform.config.downsampling_ratio,
    sample_rate: config.vae.sampling_rate,
    audio_channels: config.vae.audio_channels,
    model: {
      pretransform,
      conditioning: conditioningOf(config),
      diffusion: diffusionOf(config),
      io_channels: config.transformer.io_channels,
    },
  })
}
