import { describe, expect, it } from 'vitest'
import { decodeDitConfig } from '../../src/dit/decode-config.js'
import { fullConfig } from './sa3-support.js'
import { left, right } from './support.js'

/** `model.diffusion.config` of stable-audio-open-1.0. */
const open1 = {
  io_channels: 64,
  embed_dim: 1536,
  depth: 24,
  num_heads: 24,
  cond_token_dim: 768,
  global_cond_dim: 1536,
  project_cond_tokens: false,
  transformer_type: 'continuous_transformer',
}
const decode = (config: unknown) => decodeDitConfig('model_config.json', config, 'v')
const refusal = (changes: Readonly<Record<string, unknown>>) => left(decode({ ...open1, ...changes }))

describe('the configuration of the diffusion transformer', () => {
  it('is followed for stable-audio-open-1.0', () => {
    expect(right(decode(open1))).toEqual({
      ioChannels: 64,
      embedDim: 1536,
      depth: 24,
      numHeads: 24,
      condTokenDim: 768,
      globalCondDim: 1536,
      projectCondTokens: false,
      projectGlobalCond: true,
      norm: 'layer',
      qkNorm: 'none',
      differential: false,
      memoryTokens: 0,
      localDim: 0,
      globalBy: 'token',
      timeFeatures: 'learned',
      objective: 'v',
    })
  })

  it('is followed for query and key norms, and says the same where it spells out its defaults', () => {
    expect(right(decode({ ...open1, attn_kwargs: { qk_norm: 'ln' } }))).toMatchObject({ qkNorm: 'ln' })
    const defaults = {
      patch_size: 1,
      global_cond_type: 'prepend',
      num_memory_tokens: 0,
      sliding_window: null,
      ff_kwargs: {},
    }
    const inert = { zero_init_branch_outputs: false, attn_kwargs: { qk_norm: 'none' } }
    expect(decode({ ...open1, ...defaults, ...inert })).toEqual(decode(open1))
  })

  it.each([
    ['small', { embedDim: 1024, depth: 20, numHeads: 16, differential: false }],
    ['medium', { embedDim: 1536, depth: 24, numHeads: 24, differential: true }],
  ] as const)('is followed for stable-audio-3-%s', async (size, widths) => {
    expect(await fullConfig(size)).toEqual({
      ioChannels: 256,
      condTokenDim: 768,
      globalCondDim: 768,
      projectCondTokens: true,
      projectGlobalCond: true,
      norm: 'rms',
      qkNorm: 'rms',
      memoryTokens: 64,
      localDim: 257,
      globalBy: 'adaLN',
      timeFeatures: 'expo',
      objective: 'rf_denoiser',
      ...widths,
    })
  })

  it.each([
    [{ global_cond_type: 'concat' }, 'global_cond_type', '"prepend" or "adaLN"'],
    [{ norm_type: 'dyt' }, 'norm_type', '"layer_norm" or "rms_norm"'],
    [{ timestep_features_type: 'sinusoidal' }, 'timestep_features_type', '"learned" or "expo"'],
    [{ timestep_features_dim: 512 }, 'timestep_features_dim', '256'],
    [{ timestep_features_logsnr: true }, 'timestep_features_logsnr', 'false'],
    [{ modular_local_cond_configs: [{ id: 'beat', dim: 1 }] }, 'modular_local_cond_configs', 'null or []'],
    [{ ff_kwargs: { mult: 3 } }, 'ff_kwargs', '{} or {"mult":4}'],
    [{ patch_size: 2 }, 'patch_size', '1'],
    [{ transformer_type: 'x-transformers' }, 'transformer_type', '"continuous_transformer"'],
    [{ transformer_type: undefined }, 'transformer_type', '"continuous_transformer"'],
    [{ attn_kwargs: { qk_norm: 'l2' } }, 'attn_kwargs.qk_norm', '"ln" or "rms" or "none"'],
    [{ attn_kwargs: { feat_scale: true } }, 'attn_kwargs.feat_scale', 'false'],
    [{ norm_kwargs: { eps: 1e-3 } }, 'norm_kwargs', '{} or {"force_fp32":true} or {"force_fp32":false}'],
    [{ lora_rank: 4 }, 'lora_rank', 'no such key'],
    [{ constructor: 1 }, 'constructor', 'no such key'],
  ])('%j is refused by name', (changes, key, expected) => {
    expect(refusal(changes)).toMatchObject({
      _tag: 'Unsupported',
      key: `model.diffusion.config.${key}`,
      right: expected,
    })
  })

  it.each([
    [{ num_heads: 25 }, 'num_heads'],
    [{ num_heads: 96 }, 'num_heads'],
    [{ cond_token_dim: 100 }, 'cond_token_dim'],
    [{ cond_token_dim: 640 }, 'cond_token_dim'],
    [{ cond_token_dim: 32 }, 'cond_token_dim'],
    [{ project_global_cond: false, global_cond_dim: 768 }, 'global_cond_dim'],
  ])('%j does not go together', (changes, key) => {
    expect(refusal(changes)).toMatchObject({ _tag: 'Unsupported', key: `model.diffusion.config.${key}` })
  })

  it.each([
    [{ depth: '24' }, 'depth', 'a whole number of at least 1'],
    [{ embed_dim: undefined }, 'embed_dim', 'a whole number of at least 1'],
    [{ project_cond_tokens: 1 }, 'project_cond_tokens', 'boolean'],
    [{ attn_kwargs: 'ln' }, 'attn_kwargs', 'an object'],
    [{ attn_kwargs: { differential: 1 } }, 'attn_kwargs.differential', 'boolean'],
    [{ num_memory_tokens: -1 }, 'num_memory_tokens', 'a whole number of at least 0'],
    [{ local_add_cond_dim: 2.5 }, 'local_add_cond_dim', 'a whole number of at least 1'],
  ])('%j is not of its form', (changes, key, expected) => {
    expect(refusal(changes)).toMatchObject({ _tag: 'BadConfig', key: `model.diffusion.config.${key}`, right: expected })
  })

  it('is refused where it is no object', () => {
    expect(left(decode(null))).toMatchObject({ _tag: 'BadConfig', key: 'model.diffusion.config' })
  })
})
