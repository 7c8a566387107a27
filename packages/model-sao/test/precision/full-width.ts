import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoredWeight } from '@sigmastream/checkpoint'
import type { DitConfig } from '../../src/dit/config.js'
import { decodeDitConfig } from '../../src/dit/decode-config.js'
import { fixtures } from '../checkpoint/support.js'
import { packing, right } from './support.js'

const listed = join(fixtures, '..', 'full-size')

/** Values that keep the signal's size: uniform, by xorshift, so the same each time. */
const randomValues = (name: string, shape: readonly number[], state: Uint32Array): Float32Array => {
  const count = shape.reduce((product, n) => product * n, 1)
  if (/(gamma|weight_g)$/.test(name)) return new Float32Array(count).fill(1)
  if (/(alpha|beta|bias)$/.test(name)) return new Float32Array(count)
  const width = Math.sqrt(
    12 /
      Math.max(
        1,
        shape.slice(1).reduce((product, n) => product * n, 1),
      ),
  )
  const values = new Float32Array(count)
  let bits = state[0] ?? 1
  for (let i = 0; i < count; i++) {
    bits ^= bits << 13
    bits ^= bits >>> 17
    bits ^= bits << 5
    values[i] = (bits / 2 ** 32) * width
  }
  state[0] = bits
  return values
}

/**
 * A transformer with the names and shapes of Stable Audio Open 1.0, but for its depth, which is one block, and random
 * weights in `folder`.
 */
export const fullWidth = async (
  folder: string,
): Promise<{ readonly config: DitConfig; readonly stored: readonly StoredWeight[] }> => {
  const shapes: Record<string, Record<string, readonly number[]>> = JSON.parse(
    await readFile(join(listed, 'tensors.json'), 'utf8'),
  )
  const wanted = Object.entries(shapes['model.safetensors'] ?? {}).filter(
    ([name]) => name.startsWith('model.model.') && !/transformer\.layers\.([1-9]|\d\d)\./.test(name),
  )
  const state = Uint32Array.of(456)
  const weights = Object.fromEntries(
    wanted.map(([name, shape]) => [name, { shape, data: randomValues(name, shape, state) }]),
  )
  const { stored } = await packing(folder, weights, 'int8')
  const {
    model: { diffusion },
  } = JSON.parse(await readFile(join(listed, 'model_config.json'), 'utf8'))
  return { config: right(decodeDitConfig('model_config.json', { ...diffusion.config, depth: 1 }, 'v')), stored }
}
