import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { decodeModelConfig } from '../../src/checkpoint/model-config.js'
import { surveyCheckpoint } from '../../src/checkpoint/open.js'
import type { Survey } from '../../src/checkpoint/survey.js'
import { editJson, left, onCopy, readRaw, right, withValue } from './support.js'

const fixtures = fileURLToPath(new URL('../../../../fixtures', import.meta.url))
const small = join(fixtures, 'tiny-sa3-small/checkpoint')
const TEXT = 't5gemma-b-b-ul2'

const survey = async (folder: string): Promise<Survey> => right(await surveyCheckpoint(folder)())

const jsonOf = (folder: string): unknown => JSON.parse(readFileSync(join(folder, 'model_config.json'), 'utf8'))

describe('the configuration of Stable Audio 3', () => {
  it.each([
    ['small', 5_292_032],
    ['medium', 16_777_216],
  ])('is read from the real %s model', (size, sampleSize) => {
    const config = right(decodeModelConfig('f', jsonOf(join(fixtures, `full-size-sa3-${size}`))))
    expect(config).toMatchObject({
      sampleRate: 44_100,
      sampleSize,
      latentChannels: 256,
      frameSamples: 4096,
      objective: 'rf_denoiser',
      crossAttentionIds: ['prompt', 'seconds_total'],
      globalIds: ['seconds_total'],
      localIds: ['inpaint_mask', 'inpaint_masked_input'],
      maskPadding: true,
      scheduleByLength: true,
      samplingShift: null,
    })
  })

  it.each([
    [
      ['model', 'diffusion', 'local_add_cond_ids'],
      ['inpaint_masked_input', 'inpaint_mask'],
    ],
    [['model', 'diffusion', 'local_add_cond_ids'], undefined],
    [
      ['model', 'diffusion', 'local_add_cond_ids'],
      ['inpaint_mask', 'inpaint_masked_input', 'melody'],
    ],
    [['model', 'diffusion', 'input_concat_ids'], ['inpaint_mask']],
  ])('refuses another local conditioning by its key: %j', (keys, value) => {
    const refused = left(decodeModelConfig('f', withValue(jsonOf(small), keys, value)))
    expect(refused).toMatchObject({ _tag: 'Unsupported', key: keys.join('.') })
  })
})

describe('surveyCheckpoint of Stable Audio 3', () => {
  it('finds the encoder of the text in the folder that the configuration names, by the names of graphs', async () => {
    const { parts, tokenizer, text, configs } = await survey(small)
    const stored = [...(await readRaw(join(small, TEXT, 'model.safetensors')))]
    const found = right(parts['text encoder'])
    const encoder = stored.filter(([name]) => name.startsWith('model.encoder.'))
    expect(found.weights.map(({ name, shape }) => [`model.${name}`, shape])).toEqual(
      encoder.map(([name, { shape }]) => [name, shape]),
    )
    expect(found.weights.every(({ parts: [{ type }] }) => type === 'bfloat16')).toBe(true)
    expect(text).toEqual({ kind: 't5gemma', config: `${TEXT}/config.json` })
    expect(right(configs[text.config] ?? E.right(undefined))).toMatchObject({ model_type: 't5gemma' })
    expect(right(tokenizer)).toEqual({
      tokenizer: join(small, TEXT, 'tokenizer.json'),
      config: join(small, TEXT, 'tokenizer_config.json'),
    })
  })

  it('finds each tensor of the model in its part, the empty one too', async () => {
    const { parts } = await survey(small)
    const stored = await readRaw(join(small, 'model.safetensors'))
    const found = [parts.denoiser, parts.autoencoder, parts.conditioner].flatMap((part) => right(part).weights)
    expect(found.map(({ name, shape }) => [name, shape]).toSorted()).toEqual(
      [...stored].map(([name, { shape }]) => [name, shape]).toSorted(),
    )
    const empty = found.find(({ name }) => name === 'pretransform.model.bottleneck.noise_scaling_factor')
    expect(empty).toMatchObject({ shape: [1, 0, 1], parts: [{ length: 0 }] })
  })

  it.each(['../secret', 'a/b', '..', '.', '', '/etc', 'a\\b', 7, undefined])(
    'never leaves the folder for the text encoder: %j',
    async (subfolder) => {
      await onCopy(small, async (folder) => {
        const key = ['model', 'conditioning', 'configs', 0, 'config', 'subfolder']
        await editJson(join(folder, 'model_config.json'), key, subfolder)
        expect(left((await survey(folder)).model)).toMatchObject({
          _tag: 'BadConfig',
          key: 'model.conditioning.configs[0].config.subfolder',
        })
      })
    },
  )

  it.each(['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'])(
    'misses %s of the text encoder by its name',
    async (file) => {
      await onCopy(small, async (folder) => {
        await rm(join(folder, TEXT, file))
        const { parts, tokenizer, configs, text } = await survey(folder)
        const faults = [parts['text encoder'], tokenizer, configs[text.config] ?? E.right(undefined)].filter(E.isLeft)
        expect(faults.map(({ left: error }) => error)).toEqual([
          { _tag: 'MissingT5Gemma', folder, file: `${TEXT}/${file}` },
        ])
      })
    },
  )
})
