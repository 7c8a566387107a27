// SAME-S and SAME-L as they are published, alone: the autoencoders of Stable Audio 3 small and medium, under names of their own.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeRandom } from './safetensors.mjs'
import { rules } from './stable-audio-3.mjs'
import { countOf } from './values.mjs'

const parsed = (path) => JSON.parse(readFileSync(path, 'utf8'))

const published = 'pretransform.model.'

/** The tensors of an autoencoder in the file of its whole model, which is listed under this name. */
const tensorsOf = (listed, fixtures) =>
  Object.fromEntries(
    Object.entries(parsed(join(fixtures, listed, 'tensors.json'))['model.safetensors']).filter(([name]) =>
      name.startsWith(published),
    ),
  )

/**
 * @param {string} folder
 * @param {'full-size-sa3-small' | 'full-size-sa3-medium'} listed the fixture with the configuration, names and shapes of the whole model
 * @param {string} fixtures
 * @returns bytes of the weights of each half
 */
export const writeSame = (folder, listed, fixtures) => {
  const tensors = tensorsOf(listed, fixtures)
  const { model, ...top } = parsed(join(fixtures, listed, 'model_config.json'))
  const own = { ...top, model_type: 'autoencoder', model: model.pretransform.config }
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'model_config.json'), JSON.stringify(own, null, 1))
  writeRandom(join(folder, 'model.safetensors'), tensors, rules, 'F32', (name) => name.slice(published.length))
  const bytesOf = (half) =>
    Object.entries(tensors).reduce(
      (sum, [name, shape]) => sum + (name.startsWith(`${published}${half}.`) ? 4 * countOf(shape) : 0),
      0,
    )
  return { encoder: bytesOf('encoder'), decoder: bytesOf('decoder') }
}
