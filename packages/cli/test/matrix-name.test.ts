import { expect, it } from 'vitest'
import { placeOf } from '../src/quantize/matrix-name.js'

it('a matrix is placed by its block and what it is there, an autoencoder has halves, a text encoder is named', () => {
  expect(placeOf('model.model.transformer.layers.3.ff.ff.2.weight')).toEqual({ block: 3, kind: 'ff.ff.2' })
  const coding = 'pretransform.model.decoder.layers.3.transformers.11.self_attn.to_qkv.weight'
  expect(placeOf(coding)).toEqual({ block: 11, kind: 'decoder self_attn.to_qkv' })
  expect(placeOf('encoder.layers.7.mlp.gate_proj.weight')).toEqual({ block: 7, kind: 'text mlp.gate_proj' })
})
