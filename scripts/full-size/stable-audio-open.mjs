// Stable Audio Open 1.0 and its small model: the single file, T5 and a tokenizer beside it.
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeRandom } from './safetensors.mjs'
import { byInputs, constant, frequencies } from './values.mjs'

/**
 * The gain of the decoder's last layer. Random weights make sound far above full scale, some 50 dB of the small model's in eight
 * steps and 75 dB of the other's in fifty, which would be refused as no sound.
 */
const lastGain = { 'full-size': 2 ** -13, 'full-size-small': 2 ** -9 }

const rulesOf = (listed) => [
  [/^pretransform\.model\.decoder\.layers\.7\.weight_g$/, constant(lastGain[listed])],
  [/(gamma|(?:layer|[qk])_norm\.weight|weight_g)$/, constant(1)],
  [/(alpha|beta|bias)$/, constant(0)],
  [/inv_freq$/, frequencies],
  [/./, byInputs],
]

/**
 * @param {string} folder
 * @param {'full-size' | 'full-size-small'} listed the fixture with its configuration, names and shapes
 * @param {string} fixtures
 */
export const writeStableAudioOpen = (folder, listed, fixtures) => {
  const files = JSON.parse(readFileSync(join(fixtures, listed, 'tensors.json'), 'utf8'))
  for (const [name, tensors] of Object.entries(files)) writeRandom(join(folder, name), tensors, rulesOf(listed))
  cpSync(join(fixtures, listed, 'model_config.json'), join(folder, 'model_config.json'))
  cpSync(join(fixtures, 'tiny-sao/checkpoint/tokenizer'), join(folder, 'tokenizer'), { recursive: true })
  const toy = JSON.parse(readFileSync(join(fixtures, 'tiny-sao/checkpoint/text_encoder/config.json'), 'utf8'))
  const base = { ...toy, d_model: 768, d_kv: 64, d_ff: 3072, num_heads: 12, num_layers: 12, vocab_size: 32128 }
  writeFileSync(join(folder, 'text_encoder/config.json'), `${JSON.stringify(base, null, 2)}\n`)
}
