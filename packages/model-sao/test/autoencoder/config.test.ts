import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { decodeAutoencoderConfig } from '../../src/autoencoder/config.js'
import { describeCheckpointError } from '../../src/checkpoint/describe.js'
import { withValue } from '../checkpoint/support.js'
import { left, right } from './support.js'

const path = fileURLToPath(new URL('../../../../fixtures/tiny-sao/checkpoint/model_config.json', import.meta.url))
const Model = t.type({ model: t.type({ pretransform: t.unknown }) })
const {
  model: { pretransform },
} = right(Model.decode(JSON.parse(await readFile(path, 'utf8'))))

type Path = readonly (string | number)[]

const decode = (json: unknown) => decodeAutoencoderConfig('model_config.json', json)
const message = (keys: Path, value: unknown): string =>
  describeCheckpointError(left(decode(withValue(pretransform, keys, value))))

describe('the configuration of the autoencoder', () => {
  it('is read from model.pretransform', () => {
    expect(right(decode(pretransform))).toEqual({
      audioChannels: 2,
      latentChannels: 8,
      frameSamples: 64,
      scale: 1,
      encoder: { channels: 16, multiples: [1, 2, 4], strides: [2, 4, 8] },
      decoder: { channels: 8, multiples: [1, 2, 4], strides: [2, 4, 8] },
      _tag: 'Oobleck',
      finalTanh: false,
    })
  })

  it('ends with tanh unless it says otherwise, as the reference does', () => {
    const silent = withValue(pretransform, ['config', 'decoder', 'config', 'final_tanh'], undefined)
    expect(right(decode(silent))).toMatchObject({ finalTanh: true })
  })

  it('may have a scale, and what is about training or speed alone', () => {
    expect(right(decode(withValue(pretransform, ['scale'], 2))).scale).toBe(2)
    const silent: readonly Path[] = [
      ['iterate_batch'],
      ['model_half'],
      ['chunked'],
      ['config', 'encoder', 'requires_grad'],
    ]
    silent.forEach((keys) =>
      expect(right(decode(withValue(pretransform, keys, true)))).toEqual(right(decode(pretransform))),
    )
  })

  const unsupported: readonly (readonly [Path, unknown, string])[] = [
    [['type'], 'wavelet', '"autoencoder"'],
    [['config', 'encoder', 'type'], 'dac', '"oobleck"'],
    [['config', 'decoder', 'type'], 'seanet', '"oobleck"'],
    [['config', 'bottleneck', 'type'], 'rvq', '"vae"'],
    [['config', 'bottleneck'], undefined, '"vae"'],
    [['config', 'pretransform'], { type: 'pqmf' }, 'null'],
    [['config', 'decoder', 'soft_clip'], true, 'false'],
    [['config', 'encoder', 'config', 'use_snake'], false, 'true'],
    [['config', 'decoder', 'config', 'use_snake'], undefined, 'true'],
    [['config', 'encoder', 'config', 'antialias_activation'], true, 'false'],
    [['config', 'decoder', 'config', 'use_nearest_upsample'], true, 'false'],
    [['config', 'decoder', 'config', 'constructor'], true, 'no such key'],
    [['config', 'io_channels'], 1, '1'],
    [['config', 'in_channels'], 4, '2'],
    [['config', 'encoder', 'config', 'latent_dim'], 8, '16'],
    [['config', 'decoder', 'config', 'latent_dim'], 16, '8'],
    [['config', 'encoder', 'config', 'c_mults'], [1, 2], '3'],
    [['config', 'decoder', 'config', 'strides'], [2, 4, 4], '64'],
    [['config', 'decoder', 'config', 'strides'], [3, 4, 8], '4'],
    [['config', 'downsampling_ratio'], 32, '32'],
  ]
  it.each(unsupported)('refuses %j as %j before any weight is read', (keys, value, may) => {
    const text = message(keys, value)
    expect(text).toMatch(/^the configuration's "model\.pretransform\./)
    expect(text).toContain(`may be ${may}`)
  })

  it('names the key that is refused', () => {
    expect(message(['config', 'decoder', 'config', 'strides'], [2, 5, 8])).toBe(
      'the configuration\'s "model.pretransform.config.decoder.config.strides[1]" is 5, which is not supported; it may be 6',
    )
  })

  const malformed: readonly (readonly [Path, unknown, string])[] = [
    [['config', 'encoder', 'config', 'channels'], '16', '"model.pretransform.config.encoder.config.channels" is "16"'],
    [['config', 'decoder', 'config', 'c_mults', 1], -2, '"model.pretransform.config.decoder.config.c_mults[1]" is -2'],
    [['config', 'decoder', 'config', 'final_tanh'], 0, '"model.pretransform.config.decoder.config.final_tanh" is 0'],
    [['config', 'latent_dim'], undefined, '"model.pretransform.config.latent_dim" is missing'],
    [['scale'], 0, '"model.pretransform.scale" is 0; it must be a finite number above 0'],
  ]
  it.each(malformed)('says of %j as %j what it must be', (keys, value, text) => {
    expect(message(keys, value)).toContain(text)
  })

  it.each([undefined, null, 3, [], 'oobleck'])('survives %j in its place', (json) => {
    expect(left(decode(json))._tag).toBe('Unsupported')
  })
})
