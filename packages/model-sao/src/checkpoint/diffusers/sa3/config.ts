import { Count } from '@sigmastream/checkpoint'
import * as t from 'io-ts'

/** `transformer/config.json`: the arguments of diffusers' StableAudio3DiTModel. */
export const TransformerJson = t.type({
  io_channels: Count,
  patch_size: Count,
  embed_dim: Count,
  depth: Count,
  num_heads: Count,
  cond_token_dim: Count,
  global_cond_dim: Count,
  local_add_cond_dim: Count,
  timestep_features_dim: Count,
  ff_mult: t.number,
  num_memory_tokens: t.number,
  use_differential_attention: t.boolean,
})

/** `vae/config.json`: the arguments of diffusers' AutoencoderSAME. */
export const VaeJson = t.type({
  audio_channels: Count,
  patch_size: Count,
  encoder_channels: Count,
  encoder_c_mults: t.array(Count),
  encoder_strides: t.array(Count),
  encoder_transformer_depths: t.array(Count),
  latent_dim: Count,
  use_differential_attention: t.boolean,
  dim_heads: Count,
  ff_mult: Count,
  sliding_window: Count,
  encoder_sinusoidal_blocks: t.array(t.number),
  decoder_sinusoidal_blocks: t.array(t.number),
  sampling_rate: Count,
})

/** `duration_embedder/config.json`: the arguments of diffusers' StableAudio3DurationEmbedder. */
export const DurationJson = t.type({
  fourier_dim: Count,
  min_freq: t.number,
  max_freq: t.number,
  min_val: t.number,
  max_val: t.number,
  output_dim: Count,
})

/** `scheduler/scheduler_config.json`: whether noise is drawn at each step, and the frames of the longest sound. */
export const SchedulerJson = t.intersection([
  t.type({ _class_name: t.string }),
  t.partial({ stochastic_sampling: t.boolean, max_image_seq_len: Count }),
])

/** `tokenizer/tokenizer_config.json`: prompts have no more tokens, however many the model takes. */
export const TokenizerJson = t.type({ model_max_length: t.number })

/** Everything that the folders say about the model. */
export interface DiffusersConfig {
  readonly transformer: t.TypeOf<typeof TransformerJson>
  readonly vae: t.TypeOf<typeof VaeJson>
  readonly duration: t.TypeOf<typeof DurationJson>
  readonly scheduler: t.TypeOf<typeof SchedulerJson>
  readonly tokenizer: t.TypeOf<typeof TokenizerJson>
}
