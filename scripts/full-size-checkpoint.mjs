// Writes a checkpoint with the names and shapes of Stable Audio Open 1.0 (5.3 GB), or of the small model (2.5 GB), and random weights: they
// make noise, not music, at the real model's speed and size. The tokenizer is the toy one of the fixtures.
// usage: node scripts/full-size-checkpoint.mjs FOLDER [full-size | full-size-small]
import { closeSync, cpSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [folder, listed = 'full-size'] = process.argv.slice(2)
if (folder === undefined || !['full-size', 'full-size-small'].includes(listed)) {
  console.error('usage: node scripts/full-size-checkpoint.mjs FOLDER [full-size | full-size-small]')
  process.exit(2)
}
const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url))
const files = JSON.parse(readFileSync(join(fixtures, listed, 'tensors.json'), 'utf8'))

/** Uniform values of deviation `scale`, by xorshift: quick, and the same each time. */
let state = 456
const random = (count, scale) => {
  const out = new Float32Array(count)
  const width = scale * Math.sqrt(12)
  for (let i = 0; i < count; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    out[i] = (state / 2 ** 32) * width
  }
  return out
}

/**
 * The gain of the decoder's last layer. Random weights make sound far above full scale, some 50 dB of the small model's in eight
 * steps and 75 dB of the other's in fifty, which would be refused as no sound.
 */
const lastGain = listed === 'full-size-small' ? 2 ** -9 : 2 ** -13

/** Values that keep the signal's size from layer to layer. */
const valuesOf = (name, shape, count) => {
  const fanIn = shape.slice(1).reduce((a, b) => a * b, 1)
  if (name === 'pretransform.model.decoder.layers.7.weight_g') return new Float32Array(count).fill(lastGain)
  if (/(gamma|(?:layer|[qk])_norm\.weight|weight_g)$/.test(name)) return new Float32Array(count).fill(1)
  if (/(alpha|beta|bias)$/.test(name)) return new Float32Array(count)
  if (name.endsWith('inv_freq')) return Float32Array.from({ length: count }, (_, i) => 10000 ** (-i / count))
  return random(count, shape.length > 1 ? 1 / Math.sqrt(fanIn) : 1)
}

const write = (path, tensors) => {
  const header = { __metadata__: { format: 'pt' } }
  let end = 0
  for (const [name, shape] of Object.entries(tensors)) {
    const bytes = 4 * shape.reduce((a, b) => a * b, 1)
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + bytes] }
    end += bytes
  }
  const text = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(text.length))
  mkdirSync(dirname(path), { recursive: true })
  const file = openSync(path, 'w')
  writeSync(file, length)
  writeSync(file, text)
  for (const [name, shape] of Object.entries(tensors)) {
    const values = valuesOf(
      name,
      shape,
      shape.reduce((a, b) => a * b, 1),
    )
    const bytes = new Uint8Array(values.buffer)
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, Math.min(1 << 28, bytes.length - at))
  }
  closeSync(file)
  console.log(`${path}: ${(end / 1e9).toFixed(2)} GB`)
}

for (const [name, tensors] of Object.entries(files)) write(join(folder, name), tensors)
cpSync(join(fixtures, listed, 'model_config.json'), join(folder, 'model_config.json'))
cpSync(join(fixtures, 'tiny-sao/checkpoint/tokenizer'), join(folder, 'tokenizer'), { recursive: true })
const toy = JSON.parse(readFileSync(join(fixtures, 'tiny-sao/checkpoint/text_encoder/config.json'), 'utf8'))
const base = { ...toy, d_model: 768, d_kv: 64, d_ff: 3072, num_heads: 12, num_layers: 12, vocab_size: 32128 }
writeFileSync(join(folder, 'text_encoder/config.json'), `${JSON.stringify(base, null, 2)}\n`)
