import { Count } from '@sigmastream/checkpoint'
import * as t from 'io-ts'

/** `transformer/config.json`: the arguments of diffusers' StableAudioDiTModel. Its sample size is in frames. */
export const TransformerJson = t.type({
  sample_size: Count,
  in_channels: Count,
  out_channels: Count,
  num_layers: Count,
  attention_head_dim: Count,
  num_attention_heads: Count,
  num_key_value_attention_heads: Count,
  cross_attention_dim: Count,
  cross_attention_input_dim: Count,
  global_states_input_dim: Count,
  time_proj_dim: Count,
})

/** `vae/config.json`: the arguments of diffusers' AutoencoderOobleck. */
export const VaeJson = t.type({
  encoder_hidden_size: Count,
  downsampling_ratios: t.array(Count),
  channel_multiples: t.array(Count),
  decoder_channels: Count,
  decoder_input_channels: Count,
  audio_channels: Count,
  sampling_rate: Count,
})

/** `projection_model/config.json`: the arguments of diffusers' StableAudioProjectionModel. */
export const ProjectionJson = t.type({
  text_encoder_dim: Count,
  conditioning_dim: Count,
  min_value: t.number,
  max_value: t.number,
})

/** `scheduler/scheduler_config.json`: what says how the network's answer is meant. */
export const SchedulerJson = t.intersection([
  t.type({ prediction_type: t.string }),
  t.partial({ sigma_data: t.number }),
])

/** `tokenizer/tokenizer_config.json`: the pipeline pads prompts to this many tokens. */
export const TokenizerJson = t.type({ model_max_length: Count })

/** `model_index.json`: which pipeline the folder is of. */
export const ModelIndexJson = t.type({ _class_name: t.string })

/** Everything that the folders say about the model. */
export interface DiffusersConfig {
  readonly transformer: t.TypeOf<typeof TransformerJson>
  readonly vae: t.TypeOf<typeof VaeJson>
  readonly projection: t.TypeOf<typeof ProjectionJson>
  readonly scheduler: t.TypeOf<typeof SchedulerJson>
  readonly tokenizer: t.TypeOf<typeof TokenizerJson>
  readonly index: t.TypeOf<typeof ModelIndexJson>
}
