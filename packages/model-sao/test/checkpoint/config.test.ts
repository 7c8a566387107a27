import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeCheckpointError } from '../../src/checkpoint/describe.js'
import { decodeModelConfig } from '../../src/checkpoint/model-config.js'
import { openCheckpoint } from '../../src/checkpoint/open.js'
import { diffusers, editJson, left, onCopy, right, single, withValue } from './support.js'

const json: unknown = JSON.parse(readFileSync(join(single, 'model_config.json'), 'utf8'))

const decodeWith = (keys: readonly (string | number)[], value: unknown) =>
  decodeModelConfig('model_config.json', withValue(json, keys, value))

const pathOf = (keys: readonly (string | number)[]): string =>
  keys.reduce<string>(
    (path, key) => (typeof key === 'number' ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`),
    '',
  )

describe('decodeModelConfig', () => {
  const counts = [
    ['sample_size'],
    ['sample_rate'],
    ['audio_channels'],
    ['model', 'io_channels'],
    ['model', 'pretransform', 'config', 'latent_dim'],
    ['model', 'pretransform', 'config', 'downsampling_ratio'],
  ]

  it.each(counts.map((keys) => [pathOf(keys), keys] as const))('names %s where it is no count', (key, keys) => {
    const wrong = fc.oneof(
      fc.integer({ max: 0 }),
      fc.double().filter((x) => !Number.isInteger(x)),
      fc.string(),
      fc.boolean(),
      fc.constantFrom(null, undefined, [], {}, 2 ** 53),
    )
    fc.assert(
      fc.property(wrong, (value) => {
        expect(left(decodeWith(keys, value))).toMatchObject({
          _tag: 'BadConfig',
          key,
          right: 'a whole number of at least 1',
        })
      }),
    )
  })

  it.each([
    [['model'], 4],
    [['model', 'pretransform'], undefined],
    [['model', 'conditioning', 'configs'], {}],
    [['model', 'conditioning', 'configs', 1, 'id'], 3],
    [['model', 'diffusion', 'config'], null],
    [['model', 'diffusion', 'cross_attention_cond_ids', 2], 7],
    [['model', 'diffusion', 'diffusion_objective'], 'epsilon'],
    [['model', 'diffusion', 'mask_padding_attention'], 1],
    [['model_type'], undefined],
  ])('names the key that is not of its form: %j', (keys, value) => {
    expect(left(decodeWith(keys, value))).toMatchObject({ _tag: 'BadConfig', key: pathOf(keys) })
  })

  it.each([
    [['model_type'], 'diffusion_uncond', '"diffusion_cond" or "diffusion_cond_inpaint"'],
    [['model', 'pretransform', 'type'], 'dac_pretrained', '"autoencoder"'],
    [['model', 'diffusion', 'type'], 'adp_1d', '"dit"'],
    [['model', 'diffusion', 'input_concat_ids'], ['mask'], 'empty'],
    [['model', 'diffusion', 'prepend_cond_ids'], ['prompt'], 'empty'],
    [['model', 'diffusion', 'local_add_cond_ids'], ['inpaint_mask'], '[] in a "diffusion_cond"'],
    [['model', 'diffusion', 'sampling_distribution_shift_options'], {}, 'null'],
    [['model', 'diffusion', 'mask_padding_attention'], true, 'false'],
    [['model', 'diffusion', 'use_effective_length_for_schedule'], true, 'false'],
    [['model', 'io_channels'], 64, '8'],
    [['audio_channels'], 1, '1'],
  ])('refuses what is not supported by its key: %j', (keys, value, rightValue) => {
    const key = pathOf(keys) === 'audio_channels' ? 'model.pretransform.config.io_channels' : pathOf(keys)
    expect(left(decodeWith(keys, value))).toMatchObject({ _tag: 'Unsupported', key, right: rightValue })
  })

  it('takes the objectives of published models, v where none is named', () => {
    expect(right(decodeWith(['other'], 1)).objective).toBe('v')
    expect(right(decodeWith(['model', 'diffusion', 'diffusion_objective'], 'rf_denoiser')).objective).toBe(
      'rf_denoiser',
    )
  })

  it('says the file, the key, what is wrong and what is right', () => {
    expect(describeCheckpointError(left(decodeWith(['sample_rate'], '44100')))).toBe(
      'model_config.json: "sample_rate" is "44100"; it must be a whole number of at least 1',
    )
    expect(describeCheckpointError(left(decodeWith(['model_type'], 'lm')))).toBe(
      'the configuration\'s "model_type" is "lm", which is not supported; it may be "diffusion_cond" or "diffusion_cond_inpaint"',
    )
  })

  it('speaks of the whole where the file is no object', () => {
    expect(describeCheckpointError(left(decodeModelConfig('f.json', [])))).toMatch(
      /^f.json: the whole is \[\]; it must be /,
    )
  })

  it('answers any JSON with a value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(left(decodeModelConfig('f', value))._tag).toBe('BadConfig')
      }),
    )
  })
})

describe('the configurations of the diffusers folders', () => {
  const after = (file: string, keys: readonly string[], value: unknown) =>
    onCopy(diffusers, async (folder) => {
      await editJson(join(folder, file), keys, value)
      return left(await openCheckpoint(folder)())
    })

  it.each([
    ['transformer/config.json', 'num_layers', '2'],
    ['vae/config.json', 'downsampling_ratios', [2, 0, 4]],
    ['projection_model/config.json', 'max_value', null],
    ['scheduler/scheduler_config.json', 'prediction_type', undefined],
    ['tokenizer/tokenizer_config.json', 'model_max_length', 1e30],
    ['model_index.json', '_class_name', 3],
  ])('name the key of %s that is not of its form', async (file, key, value) => {
    const error = await after(file, [key], value)
    expect(error).toMatchObject({
      _tag: 'BadConfig',
      file: expect.stringContaining(file),
      key: expect.stringContaining(key),
    })
  })

  it.each([
    ['model_index.json', '_class_name', 'FluxPipeline', '"StableAudioPipeline"'],
    ['scheduler/scheduler_config.json', 'prediction_type', 'epsilon', '"v_prediction"'],
    ['scheduler/scheduler_config.json', 'sigma_data', 0.5, '1'],
    ['transformer/config.json', 'out_channels', 16, '8'],
    ['transformer/config.json', 'time_proj_dim', 512, '256'],
    ['transformer/config.json', 'num_key_value_attention_heads', 2, '1'],
    ['transformer/config.json', 'cross_attention_dim', 192, '64'],
    ['vae/config.json', 'encoder_hidden_size', 32, '16'],
    ['vae/config.json', 'downsampling_ratios', [2, 5, 8], '6'],
  ])('are refused where %s says that %s is %j', async (file, key, value, rightValue) => {
    const error = await after(file, [key], value)
    expect(error).toMatchObject({ _tag: 'Unsupported', key: expect.stringContaining(key), right: rightValue })
  })
})
