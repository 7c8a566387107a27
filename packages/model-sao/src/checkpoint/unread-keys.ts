import * as t from 'io-ts'
import { isAutoencoderAlone } from './model-config.js'

type Keys = ReadonlySet<string>

/** What is read of a `model_config.json`, and what is passed over knowing what it says. */
const ofModel: Readonly<Record<string, Keys>> = {
  '': new Set([
    'model_type',
    'sample_size',
    'sample_rate',
    'audio_channels',
    'model',
    // What training is to do, and where it takes low-rank changes from.
    'training',
    'svd_bases_path',
  ]),
  model: new Set(['io_channels', 'pretransform', 'conditioning', 'diffusion']),
  'model.diffusion': new Set([
    'type',
    'config',
    'diffusion_objective',
    'cross_attention_cond_ids',
    'global_cond_ids',
    'local_add_cond_ids',
    'input_concat_ids',
    'prepend_cond_ids',
    'mask_padding_attention',
    'use_effective_length_for_schedule',
    'sampling_distribution_shift_options',
    // For training; of sampling one sampler alone hears it, which is not offered as stable-audio-tools runs it.
    'distribution_shift_options',
  ]),
}

/** Of an autoencoder alone the rest is checked where it is decoded. */
const ofAutoencoder: Readonly<Record<string, Keys>> = { '': ofModel['']! } // the literal above has it

/**
 * The keys of a `model_config.json` that nothing here reads, each with where it lies. Programs that run these models ask
 * for keys by name at these places and pass over all others, so that they are no fault: but what they say is not done.
 * The keys of a part are its own to check. Source: stable-audio-tools and stable-audio-3,
 * `create_diffusion_cond_from_config`.
 */
export const unreadKeys = (json: unknown): readonly string[] => {
  const read = isAutoencoderAlone(json) ? ofAutoencoder : ofModel
  return Object.entries(read).flatMap(([place, keys]) => {
    const steps = place === '' ? [] : place.split('.')
    const found = steps.reduce<unknown>((value, step) => (t.UnknownRecord.is(value) ? value[step] : undefined), json)
    return t.UnknownRecord.is(found)
      ? Object.keys(found).flatMap((key) => (keys.has(key) ? [] : [[...steps, key].join('.')]))
      : []
  })
}
