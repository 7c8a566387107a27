import { type Demand, firstUnmet, type Unsupported } from '@sigmastream/checkpoint'
import { either as E } from 'fp-ts'
import type { DiffusersConfig } from './config.js'

/** What must hold for diffusers' classes to compute what those of stable-audio-tools compute. */
const demands = ({ transformer, vae, scheduler, index }: DiffusersConfig): readonly Demand[] => {
  const headWidth = transformer.attention_head_dim
  const width = transformer.num_attention_heads * headWidth
  const cross = transformer.cross_attention_dim
  const input = transformer.cross_attention_input_dim
  const crossHeads = transformer.num_key_value_attention_heads
  return [
    { key: 'model_index.json _class_name', value: index._class_name, right: 'StableAudioPipeline' },
    { key: 'scheduler prediction_type', value: scheduler.prediction_type, right: 'v_prediction' },
    { key: 'scheduler sigma_data', value: scheduler.sigma_data ?? 1, right: 1 },
    { key: 'transformer out_channels', value: transformer.out_channels, right: transformer.in_channels },
    { key: 'transformer in_channels', value: transformer.in_channels, right: vae.decoder_input_channels },
    // DiffusionTransformer: timestep_features_dim
    { key: 'transformer time_proj_dim', value: transformer.time_proj_dim, right: 256 },
    // DiffusionTransformer: to_cond_embed is as wide as its input, or as the model where it projects
    { key: 'transformer cross_attention_dim', value: cross, right: cross === width ? cross : input },
    // Attention: kv_heads = dim_kv / dim_heads
    { key: 'transformer num_key_value_attention_heads', value: crossHeads, right: cross / headWidth },
    // ContinuousTransformer rotates max(dim_heads / 2, 32) channels of a head, diffusers dim_heads / 2
    { key: 'transformer attention_head_dim', value: headWidth, right: Math.max(headWidth, 64) },
    // The encoder emits a mean and a scale for every channel that the decoder takes.
    { key: 'vae encoder_hidden_size', value: vae.encoder_hidden_size, right: 2 * vae.decoder_input_channels },
    // OobleckDecoder pads its transposed convolutions by stride mod 2, diffusers does not
    ...vae.downsampling_ratios.map((ratio, i) => ({
      key: `vae downsampling_ratios[${i}]`,
      value: ratio,
      right: ratio + (ratio % 2),
    })),
  ]
}

const conditioningOf = ({ projection, tokenizer }: DiffusersConfig) => {
  const seconds = { min_val: projection.min_value, max_val: projection.max_value }
  return {
    cond_dim: projection.conditioning_dim,
    configs: [
      { id: 'prompt', type: 't5', config: { t5_model_name: 't5-base', max_length: tokenizer.model_max_length } },
      { id: 'seconds_start', type: 'number', config: seconds },
      { id: 'seconds_total', type: 'number', config: seconds },
    ],
  }
}

const pretransformOf = ({ vae }: DiffusersConfig) => {
  const common = { c_mults: vae.channel_multiples, strides: vae.downsampling_ratios, use_snake: true }
  const encoder = {
    in_channels: vae.audio_channels,
    channels: vae.encoder_hidden_size,
    latent_dim: vae.encoder_hidden_size,
  }
  const decoder = {
    out_channels: vae.audio_channels,
    channels: vae.decoder_channels,
    latent_dim: vae.decoder_input_channels,
  }
  return {
    type: 'autoencoder',
    config: {
      encoder: { type: 'oobleck', config: { ...common, ...encoder } },
      decoder: { type: 'oobleck', config: { ...common, ...decoder, final_tanh: false } },
      bottleneck: { type: 'vae' },
      latent_dim: vae.decoder_input_channels,
      downsampling_ratio: vae.downsampling_ratios.reduce((product, ratio) => product * ratio, 1),
      io_channels: vae.audio_channels,
    },
  }
}

const diffusionOf = ({ transformer }: DiffusersConfig) => ({
  cross_attention_cond_ids: ['prompt', 'seconds_start', 'seconds_total'],
  global_cond_ids: ['seconds_start', 'seconds_total'],
  type: 'dit',
  config: {
    io_channels: transformer.in_channels,
    embed_dim: transformer.num_attention_heads * transformer.attention_head_dim,
    depth: transformer.num_layers,
    num_heads: transformer.num_attention_heads,
    cond_token_dim: transformer.cross_attention_input_dim,
    global_cond_dim: transformer.global_states_input_dim,
    project_cond_tokens: transformer.cross_attention_dim !== transformer.cross_attention_input_dim,
    transformer_type: 'continuous_transformer',
  },
})

/**
 * The configuration of the diffusers folders in the form of stable-audio-tools' `model_config.json`, so that one set of
 * codecs decodes both. What diffusers' classes leave no choice about is written out. `Unsupported` where the two
 * libraries would not compute the same. Sources: the constructors of StableAudioDiTModel, AutoencoderOobleck,
 * StableAudioProjectionModel and StableAudioPipeline, and of stable-audio-tools' DiffusionTransformer.
 */
export const modelConfigOf = (config: DiffusersConfig): E.Either<Unsupported, unknown> => {
  const failed = firstUnmet('', demands(config))
  if (failed !== undefined) return E.left(failed)
  const pretransform = pretransformOf(config)
  return E.right({
    model_type: 'diffusion_cond',
    sample_size: config.transformer.sample_size * pretransform.config.downsampling_ratio,
    sample_rate: config.vae.sampling_rate,
    audio_channels: config.vae.audio_channels,
    model: {
      pretransform,
      conditioning: conditioningOf(config),
      diffusion: diffusionOf(config),
      io_channels: config.transformer.in_channels,
    },
  })
}
