import { describe, expect, it } from 'vitest'
import { decodeAutoencoderConfig } from '../../../src/autoencoder/config.js'
import { describeCheckpointError } from '../../../src/checkpoint/describe.js'
import { withValue } from '../../checkpoint/support.js'
import { left, right } from '../support.js'
import { configOf, pretransformOf } from './support.js'

type Path = readonly (string | number)[]

const small = pretransformOf('full-size-sa3-small')
const medium = pretransformOf('full-size-sa3-medium')
const decode = (json: unknown) => decodeAutoencoderConfig('model_config.json', json)
const message = (json: unknown, keys: Path, value: unknown): string =>
  describeCheckpointError(left(decode(withValue(json, keys, value))))

describe('the configuration of a SAME autoencoder', () => {
  it('is read of SAME-S as it is published', () => {
    const half = { width: 768, depth: 6, headWidth: 64, innerWidth: 2304, sineBlocks: 0, oneNewToken: true }
    const sight = { _tag: 'Chunks', frames: 2, shifted: true }
    expect(configOf('full-size-sa3-small')).toEqual({
      _tag: 'Same',
      audioChannels: 2,
      latentChannels: 256,
      frameSamples: 4096,
      patchSamples: 256,
      stride: 16,
      scale: 1,
      latentNoise: 1e-3,
      frameMultiple: 2,
      encoder: { ...half, sight, mappingKernel: 1, tokenNoise: 0 },
      decoder: { ...half, sight, mappingKernel: 3, tokenNoise: 0.01 },
    })
  })

  it('is read of SAME-L as it is published, whose last seven blocks have a sine', () => {
    const half = { width: 1536, depth: 12, headWidth: 64, innerWidth: 4608, oneNewToken: true, mappingKernel: 1 }
    const sight = { _tag: 'Window', before: 1, after: 1 }
    expect(configOf('full-size-sa3-medium')).toMatchObject({
      frameMultiple: 2,
      encoder: { ...half, sight, sineBlocks: 0, tokenNoise: 0.001 },
      decoder: { ...half, sight, sineBlocks: 7, tokenNoise: 0.1 },
    })
  })

  it('may have a sine in the last blocks of either half', () => {
    const sines = withValue(medium, ['config', 'encoder', 'config', 'sinusoidal_blocks'], [3])
    expect(right(decode(sines))).toMatchObject({ encoder: { sineBlocks: 2 }, decoder: { sineBlocks: 7 } })
  })

  it('may leave out what has a default, which is that of the reference', () => {
    const keys = ['dim_heads', 'chunk_size', 'chunk_midpoint_shift', 'conv_mapping', 'variable_stride', 'mask_noise']
    const bare = keys.reduce<unknown>(
      (json, key) => withValue(json, ['config', 'decoder', 'config', key], undefined),
      small,
    )
    expect(right(decode(bare))).toMatchObject({
      decoder: {
        headWidth: 128,
        sight: { _tag: 'Chunks', frames: 8, shifted: false },
        mappingKernel: 1,
        oneNewToken: false,
        tokenNoise: 0,
      },
    })
    const still = withValue(small, ['config', 'bottleneck', 'config', 'noise_regularize'], false)
    expect(right(decode(still))).toMatchObject({ latentNoise: 0 })
    const plain = withValue(small, ['config', 'encoder', 'config', 'chunk_size'], 64)
    expect(right(decode(plain))).toMatchObject({ frameMultiple: 4 })
    expect(right(decode(withValue(small, ['scale'], 2)))).toMatchObject({ scale: 2 })
  })

  it('may say what is about training or speed alone, and keys that the reference does not read', () => {
    const silent: readonly Path[] = [
      ['chunked'],
      ['iterate_batch'],
      ['config', 'encoder', 'requires_grad'],
      ['config', 'encoder', 'config', 'mapping_style'],
      ['config', 'decoder', 'config', 'use_flash'],
      ['config', 'decoder', 'config', 'svd_bases_path'],
      ['config', 'bottleneck', 'config', 'freeze'],
    ]
    silent.forEach((keys) => expect(right(decode(withValue(medium, keys, 'whatever')))).toEqual(right(decode(medium))))
  })

  const unsupported: readonly (readonly [Path, unknown, string])[] = [
    [['config', 'encoder', 'config', 'differential'], false, 'true'],
    [['config', 'decoder', 'config', 'dyt'], false, 'true'],
    [['config', 'decoder', 'config', 'conformer'], true, 'false'],
    [['config', 'encoder', 'config', 'layer_scale'], true, 'false'],
    [['config', 'encoder', 'config', 'feat_scale'], true, 'false'],
    [['config', 'encoder', 'config', 'cross_attn'], true, 'false'],
    [['config', 'encoder', 'config', 'mapping_bias'], false, 'true'],
    [['config', 'decoder', 'soft_clip'], true, 'false'],
    [['config', 'bottleneck', 'type'], 'vae', '"softnorm"'],
    [['config', 'bottleneck', 'config', 'auto_scale'], false, 'true'],
    [['config', 'bottleneck', 'config', 'auto_scale'], undefined, 'true'],
    [['config', 'bottleneck', 'config', 'noise_augment_dim'], 4, '0'],
    [['config', 'bottleneck', 'config', 'dim'], 255, '256'],
    [['config', 'pretransform', 'type'], 'pqmf', '"patched"'],
    [['config', 'pretransform', 'config', 'oversampling'], 2, '1'],
    [['config', 'pretransform', 'config', 'postfilter_channels'], 16, '0'],
    [['config', 'pretransform', 'config', 'channels'], 1, '2'],
    [['config', 'pretransform', 'config', 'patch_size'], 128, '256'],
    [['config', 'encoder', 'config', 'in_channels'], 256, '512'],
    [['config', 'decoder', 'config', 'out_channels'], 256, '512'],
    [['config', 'encoder', 'config', 'c_mults'], [3, 6], '1'],
    [['config', 'decoder', 'config', 'strides'], [8], '16'],
    [['config', 'decoder', 'config', 'transformer_depths'], [], '1'],
    [['config', 'encoder', 'config', 'latent_dim'], 128, '256'],
    [['config', 'encoder', 'config', 'dim_heads'], 80, '64'],
    [['config', 'encoder', 'config', 'chunk_size'], 48, '64'],
    [['config', 'io_channels'], 1, '1'],
    [['config', 'in_channels'], 1, '2'],
    [['config', 'out_channels'], 1, '2'],
    [['config', 'downsampling_ratio'], 2048, '4096'],
  ]
  it.each(unsupported)('refuses %j as %j before any weight is read', (keys, value, may) => {
    const text = message(small, keys, value)
    expect(text).toMatch(/^the configuration's "model\.pretransform\.config\./)
    expect(text).toContain(`may be ${may}`)
  })

  const malformed: readonly (readonly [Path, unknown, string])[] = [
    [['config', 'encoder', 'config', 'channels'], '128', 'encoder.config.channels" is "128"'],
    [['config', 'encoder', 'config', 'sinusoidal_blocks'], 2, 'encoder.config.sinusoidal_blocks" is 2'],
    [['config', 'decoder', 'config', 'sinusoidal_blocks'], [-1], 'decoder.config.sinusoidal_blocks[0]" is -1'],
    [['config', 'decoder', 'config', 'mask_noise'], -1, 'mask_noise" is -1; it must be a finite number of at least 0'],
    [['config', 'encoder', 'config', 'ff_mult'], 0, 'ff_mult" is 0; it must be a finite number of at least 1'],
    [['config', 'encoder', 'config', 'sliding_window'], [1], 'sliding_window[1]" is missing; it must be a whole'],
    [['config', 'encoder', 'config', 'conv_mapping'], 'yes', 'conv_mapping" is "yes"; it must be boolean'],
    [['config', 'latent_dim'], undefined, '"model.pretransform.config.latent_dim" is missing'],
    [['scale'], 0, '"model.pretransform.scale" is 0; it must be a finite number above 0'],
  ]
  it.each(malformed)('says of %j as %j what it must be', (keys, value, text) => {
    expect(message(small, keys, value)).toContain(text)
  })
})
