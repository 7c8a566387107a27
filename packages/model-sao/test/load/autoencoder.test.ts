import { cp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  factsOfSurvey,
  loadAutoencoder,
  loadStableAudio,
  modelReport,
  reportLines,
  surveyCheckpoint,
} from '../../src/index.js'
import { editJson, encodeRaw, inFolder, readRaw } from '../checkpoint/support.js'
import { aloneIn, distance, fixtures, layouts, left, recorded, right } from './support.js'

const checkpoint = `${fixtures}checkpoint`

/** Leaves of a copy of a checkpoint what the autoencoder needs: configurations and its own weights. */
const strip: Readonly<Record<(typeof layouts)[number], (folder: string) => Promise<void>>> = {
  checkpoint: async (folder) => {
    await Promise.all(['text_encoder', 'tokenizer'].map((name) => rm(join(folder, name), { recursive: true })))
    const file = join(folder, 'model.safetensors')
    const tensors = await readRaw(file)
    await writeFile(file, encodeRaw(new Map([...tensors].filter(([name]) => name.startsWith('pretransform.')))))
  },
  diffusers: async (folder) => {
    await rm(join(folder, 'text_encoder'), { recursive: true })
    await rm(join(folder, 'transformer/diffusion_pytorch_model.safetensors'))
    await rm(join(folder, 'projection_model/diffusion_pytorch_model.safetensors'))
  },
}

describe.each(layouts)('the autoencoder alone of the layout "%s"', (layout) => {
  it('encodes and decodes with nothing else there', () =>
    inFolder(async (parent) => {
      const folder = join(parent, 'model')
      await cp(`${fixtures}${layout}`, folder, { recursive: true })
      await strip[layout](folder)
      const autoencoder = right(await loadAutoencoder(folder, { threads: 1, available: 2 ** 30 })())
      try {
        expect(autoencoder.geometry).toMatchObject({ audioChannels: 2, latentChannels: 8, frameSamples: 64 })
        const { latent } = right(await autoencoder.encode(recorded('vae.audio'), { noise: recorded('vae.eps') })())
        expect(distance(latent, recorded('vae.latent'))).toBeLessThan(1e-5)
        const sound = right(await autoencoder.decode(recorded('vae.z'))())
        expect(distance(sound, recorded('vae.decoded'))).toBeLessThan(1e-5)
      } finally {
        await autoencoder.close()
      }
    }))
})

describe('an autoencoder without a model', () => {
  it.each([
    ['by its own names', (name: string) => name],
    ['as a training run keeps it', (name: string) => `pretransform.${name}`],
  ])('decodes and encodes as in its model, %s', (_, rename) =>
    inFolder(async (parent) => {
      const folder = join(parent, 'same')
      await aloneIn(folder, checkpoint, rename)
      const autoencoder = right(await loadAutoencoder(folder, { threads: 1, available: 2 ** 30 })())
      try {
        expect(autoencoder.geometry).toMatchObject({ audioChannels: 2, latentChannels: 8, frameSamples: 64 })
        const { latent } = right(await autoencoder.encode(recorded('vae.audio'), { noise: recorded('vae.eps') })())
        expect(distance(latent, recorded('vae.latent'))).toBeLessThan(1e-5)
        expect(distance(right(await autoencoder.decode(recorded('vae.z'))()), recorded('vae.decoded'))).toBeLessThan(
          1e-5,
        )
      } finally {
        await autoencoder.close()
      }
    }),
  )

  it('is reported as one that encodes and decodes', () =>
    inFolder(async (parent) => {
      const folder = join(parent, 'same')
      await aloneIn(folder, checkpoint)
      const report = modelReport(factsOfSurvey(right(await surveyCheckpoint(folder)())))
      expect(report).toMatchObject({ kind: 'autoencoder', abilities: ['encode', 'decode'], whole: true })
      expect(Object.keys(report.parts)).toEqual(['autoencoder'])
      expect(reportLines(report)).toContain('kind: an autoencoder without a model: it encodes and decodes')
      await rm(join(folder, 'model.safetensors'))
      expect(modelReport(factsOfSurvey(right(await surveyCheckpoint(folder)())))).toMatchObject({
        abilities: [],
        whole: false,
      })
    }))

  it('is refused where a whole model is needed, and a wrong key of it is called by its own name', () =>
    inFolder(async (parent) => {
      const folder = join(parent, 'same')
      await aloneIn(folder, checkpoint)
      expect(left(await loadStableAudio(folder)())).toMatchObject({ _tag: 'AutoencoderAlone' })
      await editJson(join(folder, 'model_config.json'), ['model', 'decoder', 'config', 'strides'], [3])
      expect(left(await loadAutoencoder(folder)())).toMatchObject({
        key: expect.stringMatching(/^model\.decoder\.config/),
      })
    }))
})

describe('loadAutoencoder', () => {
  it('says what is missing', () =>
    inFolder(async (folder) => {
      expect(left(await loadAutoencoder(folder)())).toMatchObject({ _tag: 'NoLayout' })
      await cp(`${fixtures}checkpoint/model_config.json`, join(folder, 'model_config.json'))
      expect(left(await loadAutoencoder(folder)())).toMatchObject({ _tag: 'MissingPart', file: 'model.safetensors' })
    }))
})
