// Stable Audio 3, small and medium: the single file, and the text encoder in its folder with a tokenizer of the real size.
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeRandom } from './safetensors.mjs'
import { withPieces } from './tokenizer.mjs'
import { byInputs, constant, frequencies, uniform } from './values.mjs'

const parsed = (path) => JSON.parse(readFileSync(path, 'utf8'))

/**
 * Scales at which eight calls give sound of about a tenth of full scale: a velocity of about 1, so the last layer's rows are small, because
 * what the blocks add up to is not; the gates and the local term near zero, as training begins with them.
 */
export const rules = [
  [/^model\.model\.transformer\.project_out\.weight$/, uniform(0.006)],
  [/^pretransform\.model\.decoder\.layers\.3\.mapping\.weight_g$/, constant(0.04)],
  [/(new_tokens|memory_tokens)$/, uniform(1)],
  [/(to_scale_shift_gate|to_local_embed\.\d\.bias)$/, uniform(0.02)],
  [/(gamma|alpha|weight_g|running_std|scaling_factor)$/, constant(1)],
  [/(beta|bias)$/, constant(0)],
  [/inv_freq$/, frequencies],
  [/./, byInputs],
]

/** Its norms multiply by one more than is stored. */
const textRules = [
  [/norm\.weight$/, constant(0)],
  [/./, byInputs],
]

/** T5Gemma b-b-ul2; its encoder and its decoder are alike. */
const base = {
  cross_attention_hidden_size: 768,
  head_dim: 64,
  hidden_size: 768,
  intermediate_size: 2048,
  layer_types: Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 'sliding_attention' : 'full_attention')),
  num_attention_heads: 12,
  num_hidden_layers: 12,
  num_key_value_heads: 12,
  query_pre_attn_scalar: 64,
  vocab_size: 256_000,
}

/** As text, since a number that is read as 50.0 would be written as 50, which the encoder's own library refuses. */
const withFields = (text, fields) =>
  Object.entries(fields).reduce(
    (before, [name, value]) =>
      before.replaceAll(new RegExp(`"${name}": (?:\\[[^\\]]*\\]|[\\d.]+)`, 'g'), `"${name}": ${JSON.stringify(value)}`),
    text,
  )

/**
 * @param {string} folder
 * @param {'full-size-sa3-small' | 'full-size-sa3-medium'} listed the fixture with its configuration, names and shapes
 * @param {string} fixtures
 * @param {object} [options]
 * @param {number} [options.blocks] of the transformer, if not all: for what is asked of one block, or of another part
 * @param {typeof writeRandom} [options.write] how a file of weights is written
 */
export const writeStableAudio3 = (
  folder,
  listed,
  fixtures,
  { blocks = Infinity, write: weights = writeRandom } = {},
) => {
  const isWritten = (name) => Number(/^model\.model\.transformer\.layers\.(\d+)\./.exec(name)?.[1] ?? -1) < blocks
  for (const [name, tensors] of Object.entries(parsed(join(fixtures, listed, 'tensors.json'))))
    weights(
      join(folder, name),
      Object.fromEntries(Object.entries(tensors).filter(([tensor]) => isWritten(tensor))),
      rules,
    )
  const config = parsed(join(fixtures, listed, 'model_config.json'))
  const { config: transformer } = config.model.diffusion
  transformer.depth = Math.min(transformer.depth, blocks)
  writeFileSync(join(folder, 'model_config.json'), JSON.stringify(config, null, 2))
  const { dtype, ...files } = parsed(join(fixtures, 'full-size-t5gemma/tensors.json'))
  for (const [name, tensors] of Object.entries(files)) weights(join(folder, name), tensors, textRules, dtype)
  const encoder = 't5gemma-b-b-ul2'
  const from = join(fixtures, 'tiny-sa3-small/checkpoint', encoder)
  const toy = (name) => readFileSync(join(from, name), 'utf8')
  const write = (name, text) => writeFileSync(join(folder, encoder, name), text)
  write('config.json', withFields(toy('config.json'), base))
  write('tokenizer.json', JSON.stringify(withPieces(JSON.parse(toy('tokenizer.json')), 256_000), null, 2))
  for (const name of ['generation_config.json', 'special_tokens_map.json', 'tokenizer_config.json'])
    cpSync(join(from, name), join(folder, encoder, name))
}
