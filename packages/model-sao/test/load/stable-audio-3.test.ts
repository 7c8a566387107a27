import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Latent } from '@sigmastream/core'
import { describe, expect, it } from 'vitest'
import { loadAutoencoder, loadStableAudio, type StableAudio } from '../../src/index.js'
import { editJson, inFolder, onCopy } from '../checkpoint/support.js'
import { latentOf, recordedIn } from '../dit/support.js'
import { aloneIn, distance, noSignal, right } from './support.js'

const sizes = ['small', 'medium'] as const
const folderOf = (size: string): string =>
  fileURLToPath(new URL(`../../../../fixtures/tiny-sa3-${size}/`, import.meta.url))

describe.each(sizes)('SAME by itself, as the autoencoder of %s', (size) => {
  it('encodes and decodes as PyTorch does', () =>
    inFolder(async (parent) => {
      const folder = join(parent, 'same')
      await aloneIn(folder, join(folderOf(size), 'checkpoint'))
      const recorded = await recordedIn(join(folderOf(size), 'expected.safetensors'))
      const at = (name: string): Latent => latentOf(recorded(`ae.${name}`))
      const same = right(await loadAutoencoder(folder, { threads: 1, available: 2 ** 30 })())
      try {
        expect(distance(right(await same.encode(at('audio'))()).latent, at('latent'))).toBeLessThan(1e-5)
        expect(distance(right(await same.decode(at('z'))()), at('decoded'))).toBeLessThan(1e-5)
      } finally {
        await same.close()
      }
    }))
})

describe('the tokenizer of an open model', () => {
  it('is read once, whatever is asked of it', () =>
    onCopy(join(folderOf('small'), 'checkpoint'), async (folder) => {
      const model = right(await loadStableAudio(folder, { threads: 1 })())
      const about = (prompt: string) =>
        model.denoiser({ items: [{ prompt, secondsStart: 0, secondsTotal: 1 }], guidance: { scale: 1 } })
      const long = 'rain '.repeat(40)
      try {
        right(await about('rain')())
        await rm(join(folder, 't5gemma-b-b-ul2/tokenizer.json'))
        right(await about('thunder')())
        expect(right(await model.cutPrompts([long])())).toMatchObject([{ counted: 24 }])
      } finally {
        await model.close()
      }
    }))

  it('is tried again where it could not be read', () =>
    onCopy(join(folderOf('small'), 'checkpoint'), async (folder) => {
      const [file, away] = [join(folder, 't5gemma-b-b-ul2/tokenizer.json'), join(folder, 'away.json')]
      const model = right(await loadStableAudio(folder, { threads: 1 })())
      try {
        await rename(file, away)
        expect(await model.cutPrompts(['rain '.repeat(40)])()).toMatchObject({ left: { _tag: 'MissingText' } })
        await rename(away, file)
        right(await model.cutPrompts(['rain '.repeat(40)])())
      } finally {
        await model.close()
      }
    }))
})

describe('Stable Audio 3 in the diffusers folders', () => {
  /** What one call of the model makes of noise, and what its sound is. */
  const answers = async (model: StableAudio, x: Latent, z: Latent) => {
    try {
      const item = { prompt: 'lofi house drum loop', secondsStart: 0, secondsTotal: 2 }
      const denoiser = right(await model.denoiser({ items: [item], guidance: { scale: 4 } })())
      return { denoised: [...(await denoiser(x, 3, noSignal)).data], sound: [...right(await model.decode(z)()).data] }
    } finally {
      await model.close()
    }
  }

  it('answers with the same bits as from its single file', () =>
    onCopy(join(folderOf('medium'), 'diffusers'), async (folder) => {
      await editJson(join(folder, 'tokenizer/tokenizer_config.json'), ['model_max_length'], 24)
      const recorded = await recordedIn(join(folderOf('medium'), 'expected.safetensors'))
      const z = latentOf(recorded('ae.z'))
      const opened = async (path: string) => right(await loadStableAudio(path, { threads: 1 })())
      const [one, other] = [
        await answers(await opened(join(folderOf('medium'), 'checkpoint')), z, z),
        await answers(await opened(folder), z, z),
      ]
      expect(one.denoised.some((value) => value !== 0)).toBe(true)
      expect(other.denoised).toEqual(one.denoised)
      // The rotary frequencies of the autoencoder lie in the single file, and are computed from the folders.
      const apart = one.sound.map((value, i) => Math.abs(value - (other.sound[i] ?? NaN)))
      const loudest = one.sound.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      expect(apart.every((difference) => difference <= 1e-6 * loudest)).toBe(true)
    }))
})
