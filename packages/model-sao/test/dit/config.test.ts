import { describe, expect, it } from 'vitest'
import { decodeDitConfig } from '../../src/dit/decode-config.js'
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
    [{ global_cond_type: 'adaLN' }, 'global_cond_type', '"prepend"'],
    [{ num_memory_tokens: 64 }, 'num_memory_tokens', '0'],
    [{ patch_size: 2 }, 'patch_size', '1'],
    [{ transformer_type: 'x-transformers' }, 'transformer_type', '"continuous_transformer"'],
    [{ transformer_type: undefined }, 'transformer_type', '"continuous_transformer"'],
    [{ attn_kwargs: { qk_norm: 'l2' } }, 'attn_kwargs.qk_norm', '"ln" or "none"'],
    [{ attn_kwargs: { differential: true } }, 'attn_kwargs.differential', 'false'],
    [{ norm_kwargs: { eps: 1e-3 } }, 'norm_kwargs', '{}'],
    [{ local_add_cond_dim: 4 }, 'local_add_cond_dim', 'no such key'],
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
  ])('%j is not of its form', (changes, key, expected) => {
    expect(refusal(changes)).toMatchObject({ _tag: 'BadConfig', key: `model.diffusion.config.${key}`, right: expected })
  })

  it('is refused where it is no object', () => {
    expect(left(decode(null))).toMatchObject({ _tag: 'BadConfig', key: 'model.diffusion.config' })
  })
})
