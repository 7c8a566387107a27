import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as t from 'io-ts'
import { decodeT5GemmaConfig } from '../../src/text/t5gemma/config.js'
import { right } from './support.js'

/** The configuration of the published text encoder, as far as it is read. */
export const fullSizeJson = {
  model_type: 't5gemma',
  encoder: {
    vocab_size: 256_000,
    hidden_size: 768,
    head_dim: 64,
    num_attention_heads: 12,
    num_key_value_heads: 12,
    intermediate_size: 2048,
    num_hidden_layers: 12,
    query_pre_attn_scalar: 64,
  },
}

export const fullSizeConfig = right(decodeT5GemmaConfig('config.json', fullSizeJson))

const path = fileURLToPath(new URL('../../../../fixtures/full-size-t5gemma/tensors.json', import.meta.url))
const List = t.type({ 't5gemma-b-b-ul2/model.safetensors': t.record(t.string, t.array(t.number)) })
const list: unknown = JSON.parse(readFileSync(path, 'utf8'))
if (!List.is(list)) throw new Error('tensors.json has another form')

/** Names and shapes of its file, decoder and all. */
export const fullSizeShapes = list['t5gemma-b-b-ul2/model.safetensors']

/** Those of the encoder as a checkpoint lists them, without `model.`. */
export const fullSizeStored = Object.entries(fullSizeShapes).flatMap(([name, shape]) =>
  name.startsWith('model.encoder.') ? [{ name: name.replace('model.', ''), shape }] : [],
)
