import { readFileSync } from 'node:fs'
import { cp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { StoredWeight } from '@sigmastream/checkpoint'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { decodeAutoencoderConfig } from '../../src/autoencoder/config.js'
import { factsOfSurvey } from '../../src/checkpoint/facts.js'
import { factsOfShapes, type Shapes } from '../../src/checkpoint/facts-of-shapes.js'
import { decodeModelConfig } from '../../src/checkpoint/model-config.js'
import { openCheckpoint, surveyCheckpoint } from '../../src/checkpoint/open.js'
import { decodePartConfigs } from '../../src/checkpoint/part-configs.js'
import { type ModelReport, modelReport } from '../../src/checkpoint/report.js'
import { reportLines } from '../../src/checkpoint/report-lines.js'
import type { Survey } from '../../src/checkpoint/survey.js'
import { textPlaceOf } from '../../src/checkpoint/text-place.js'
import { unreadKeys } from '../../src/checkpoint/unread-keys.js'
import { loadAutoencoder } from '../../src/load/autoencoder.js'
import { loadStableAudio } from '../../src/load/load-stable-audio.js'
import { fullSizeJson, fullSizeShapes } from '../text/full-size-t5gemma.js'
import { editJson, encodeRaw, inFolder, left, onCopy, readRaw, right, valuesOf, withValue } from './support.js'

const fixtures = fileURLToPath(new URL('../../../../fixtures', import.meta.url))
const small = join(fixtures, 'tiny-sa3-small/checkpoint')
const TEXT = 't5gemma-b-b-ul2'

const medium = join(fixtures, 'tiny-sa3-medium/checkpoint')
const folders = join(fixtures, 'tiny-sa3-medium/diffusers')

const survey = async (folder: string): Promise<Survey> => right(await surveyCheckpoint(folder)())

const jsonOf = (folder: string): unknown => JSON.parse(readFileSync(join(folder, 'model_config.json'), 'utf8'))

/** Runs `use` with a folder of the configurations of a checkpoint alone, which may be changed. */
const onConfigs = (original: string, use: (folder: string) => Promise<void>): Promise<void> =>
  inFolder(async (folder) => {
    const isConfig = (path: string): boolean => !/(?:tokenizer\.json|\.safetensors)$/.test(path)
    await cp(original, folder, { recursive: true, filter: isConfig })
    return use(folder)
  })

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
    [['model', 'diffusion', 'sampling_distribution_shift_options'], { type: 'flux' }],
    [['model', 'diffusion', 'mask_padding_attention'], false],
    [['model', 'diffusion', 'mask_padding_attention'], undefined],
    [['model', 'diffusion', 'use_effective_length_for_schedule'], false],
  ])('refuses by its key what would make another sound: %j %j', (keys, value) => {
    const refused = left(decodeModelConfig('f', withValue(jsonOf(small), keys, value)))
    expect(refused).toMatchObject({ _tag: 'Unsupported', key: keys.join('.') })
  })

  it.each([
    [small, undefined, '0', '17'],
    [small, 16, '16', '17'],
    [small, 18, '18', '17'],
    [join(fixtures, 'tiny-sao/checkpoint'), 9, '9', '0'],
  ])('refuses a network that is told more or less of each frame than there is: %#', (folder, value, wrong, may) => {
    const key = 'model.diffusion.config.local_add_cond_dim'
    const model = right(decodeModelConfig('f', withValue(jsonOf(folder), key.split('.'), value)))
    expect(left(decodePartConfigs('f', model))).toMatchObject({ _tag: 'Unsupported', key, wrong, right: may })
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

  it.each(['../secret', 'a/b', '..', '.', '', '/etc', 'a\\b', 'a\0', 7, undefined])(
    'never leaves the folder for the text encoder: %j',
    (subfolder) => {
      const keys = ['model', 'conditioning', 'configs', 0, 'config', 'subfolder']
      expect(left(textPlaceOf('f', withValue(jsonOf(small), keys, subfolder)))).toMatchObject({
        _tag: 'BadConfig',
        key: 'model.conditioning.configs[0].config.subfolder',
      })
    },
  )

  it('says so where it would, and looks nowhere', () =>
    onConfigs(small, async (folder) => {
      const keys = ['model', 'conditioning', 'configs', 0, 'config', 'subfolder']
      await editJson(join(folder, 'model_config.json'), keys, '../elsewhere')
      expect(left((await survey(folder)).model)).toMatchObject({ _tag: 'BadConfig' })
    }))

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

/** What diffusers computes, and what has no elements. */
const UNSTORED = /inv_freq$|noise_scaling_factor$/

const weightsIn = async (folder: string): Promise<readonly StoredWeight[]> =>
  Object.values((await survey(folder)).parts)
    .flatMap((part) => right(part).weights)
    .filter(({ name }) => !UNSTORED.test(name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))

describe('the diffusers folders of Stable Audio 3', () => {
  it('have the same weights by the same names, fused rows in the same order', async () => {
    const [one, other] = [await weightsIn(medium), await weightsIn(folders)]
    expect(other.map(({ name, shape }) => [name, shape])).toEqual(one.map(({ name, shape }) => [name, shape]))
    expect(await valuesOf(other)).toEqual(await valuesOf(one))
  })

  it('have the same configuration, but for the longest sound and prompt, which they do not tell', async () => {
    const configOf = async (folder: string) => right(decodeModelConfig('f', right((await survey(folder)).model)))
    const [one, other] = await Promise.all([configOf(medium), configOf(folders)])
    const { sampleSize, pretransform, conditioning, network, ...rest } = one
    expect(other).toMatchObject(rest)
    expect(other.sampleSize).toBe(4096 * 128)
    expect(sampleSize).toBe(64 * 128)
    expect(other.network).toEqual(network)
    expect(right(decodeAutoencoderConfig('f', other.pretransform))).toEqual(
      right(decodeAutoencoderConfig('f', pretransform)),
    )
    expect(withValue(other.conditioning, ['configs', 0, 'config', 'max_length'], 24)).toMatchObject({
      configs: [{ type: 't5gemma', config: { max_length: 24 } }, Object(conditioning).configs[1]],
    })
  })

  it.each([
    [true, 'rf_denoiser'],
    [false, 'rectified_flow'],
  ])('are of a distilled model where the scheduler draws noise: %j', async (stochastic, objective) => {
    await onConfigs(folders, async (folder) => {
      await editJson(join(folder, 'scheduler/scheduler_config.json'), ['stochastic_sampling'], stochastic)
      expect(right(decodeModelConfig('f', right((await survey(folder)).model))).objective).toBe(objective)
    })
  })

  it.each([
    ['transformer/config.json', 'patch_size', 2, 'transformer patch_size'],
    ['transformer/config.json', 'local_add_cond_dim', 16, 'transformer local_add_cond_dim'],
    ['transformer/config.json', 'ff_mult', 3, 'transformer ff_mult'],
    ['duration_embedder/config.json', 'max_freq', 1000, 'duration_embedder max_freq'],
    ['duration_embedder/config.json', 'output_dim', 32, 'transformer cond_token_dim'],
    ['scheduler/scheduler_config.json', '_class_name', 'EulerDiscreteScheduler', 'scheduler _class_name'],
    ['vae/config.json', 'ff_mult', 4, 'vae ff_mult'],
  ])('are refused where %s has another %s', async (file, key, value, named) => {
    await onConfigs(folders, async (folder) => {
      await editJson(join(folder, file), [key], value)
      expect(left((await survey(folder)).model)).toMatchObject({ _tag: 'Unsupported', key: named })
    })
  })

  it.each([
    ['transformer/config.json', 'depth'],
    ['vae/config.json', 'encoder_strides'],
    ['duration_embedder/config.json', 'min_val'],
    ['tokenizer/tokenizer_config.json', 'model_max_length'],
  ])('name the key of %s that is not of its form', async (file, key) => {
    await onConfigs(folders, async (folder) => {
      await editJson(join(folder, file), [key], null)
      expect(left((await survey(folder)).model)).toMatchObject({
        _tag: 'BadConfig',
        file: join(folder, file),
        key,
      })
    })
  })
})

describe('the text encoder of Stable Audio 3', () => {
  it.each(['{ no JSON', '{}'])('is found though the configuration does not say where: %s', (text) =>
    onCopy(small, async (folder) => {
      await writeFile(join(folder, 'model_config.json'), text)
      const { parts, tokenizer } = await survey(folder)
      expect([parts['text encoder']._tag, tokenizer._tag]).toEqual(['Right', 'Right'])
    }),
  )
})

describe('the kind of a broken checkpoint of Stable Audio 3', () => {
  const kindIn = async (folder: string) => modelReport(factsOfSurvey(await survey(folder))).kind

  const conditioning = ['model', 'conditioning']
  const base = withValue(jsonOf(small), ['model', 'diffusion', 'diffusion_objective'], 'rectified_flow')
  it.each([
    ['no JSON', '{ no JSON', small, 'Stable Audio 3'],
    [
      'no conditioner that is known',
      withValue(jsonOf(small), [...conditioning, 'configs', 0, 'type'], 'clap'),
      small,
      'Stable Audio 3',
    ],
    ['no conditioning', withValue(jsonOf(small), conditioning, 1), small, 'Stable Audio 3'],
    ['no conditioning, of a base model', withValue(base, conditioning, 1), small, 'Stable Audio 3 base'],
    ['no JSON, of the older family', '{ no JSON', join(fixtures, 'tiny-sao/checkpoint'), 'Stable Audio Open'],
  ])('is told by what it shows: %s', (_, json, original, kind) =>
    onCopy(original, async (folder) => {
      await writeFile(join(folder, 'model_config.json'), typeof json === 'string' ? json : JSON.stringify(json))
      expect(await kindIn(folder)).toBe(kind)
      await rm(join(folder, TEXT), { recursive: true, force: true })
      expect(await kindIn(folder)).toBe(kind) // the weights have names of their own
    }),
  )

  it.each([
    ['transformer/config.json', ['depth'], true, 'Stable Audio 3'],
    ['vae/config.json', ['encoder_strides'], false, 'Stable Audio 3 base'],
    ['scheduler/scheduler_config.json', ['_class_name'], false, 'Stable Audio 3'],
  ])('is told though %s has no %j', (file, key, stochastic, kind) =>
    onConfigs(folders, async (folder) => {
      await editJson(join(folder, 'scheduler/scheduler_config.json'), ['stochastic_sampling'], stochastic)
      await editJson(join(folder, file), key, null)
      expect(await kindIn(folder)).toBe(kind)
    }),
  )

  it('is told though no folder is named for its text encoder', () =>
    onConfigs(small, async (folder) => {
      const keys = ['model', 'conditioning', 'configs', 0, 'config', 'subfolder']
      await editJson(join(folder, 'model_config.json'), keys, '../elsewhere')
      expect(await kindIn(folder)).toBe('Stable Audio 3')
    }))
})

const shapesIn = (path: string): Record<string, Shapes> => JSON.parse(readFileSync(join(fixtures, path), 'utf8'))

describe('the names and shapes of the real files', () => {
  const listOf = (size: string): Shapes =>
    shapesIn(`full-size-sa3-${size}/tensors.json`)['model.safetensors'] ?? expect.fail('a list of names')
  const reportOn = (size: string, model: Shapes, encoder: Shapes = fullSizeShapes): ModelReport =>
    modelReport(
      factsOfShapes(jsonOf(join(fixtures, `full-size-sa3-${size}`)), {
        model,
        text: encoder,
        textConfig: fullSizeJson,
      }),
    )

  it('are all that small asks for, and nothing else', () => {
    const report = reportOn('small', listOf('small'))
    expect(report.whole).toBe(true)
    expect(reportLines(report)).toEqual([
      'kind: Stable Audio 3, trained on for few steps: 8 without guidance do',
      'layout: single file (stable-audio-tools)',
      'model: 567.6 M parameters, the text encoder apart',
      '  denoiser: 459.1 M parameters',
      '  autoencoder: 108.2 M parameters',
      '  conditioner: 198.1 k parameters',
      '  text encoder: 281.6 M parameters',
      '  tokenizer: not in the list',
      'audio: 44100 Hz, 2 channels, at most 120.001 s at once',
      'latent: 256 channels, 4096 samples a frame, at most 1292 frames',
      'can: generate, inpaint, restyle, vary, edit, extend, loop, encode, decode',
    ])
  })

  it('are all that medium asks for, and nothing else', () => {
    const report = reportOn('medium', listOf('medium'))
    expect(report.whole).toBe(true)
    expect(reportLines(report)).toEqual([
      'kind: Stable Audio 3, trained on for few steps: 8 without guidance do',
      'layout: single file (stable-audio-tools)',
      'model: 2 305.5 M parameters, the text encoder apart',
      '  denoiser: 1 453.2 M parameters',
      '  autoencoder: 852.1 M parameters',
      '  conditioner: 198.1 k parameters',
      '  text encoder: 281.6 M parameters',
      '  tokenizer: not in the list',
      'audio: 44100 Hz, 2 channels, at most 380.436 s at once',
      'latent: 256 channels, 4096 samples a frame, at most 4096 frames',
      'can: generate, inpaint, restyle, vary, edit, extend, loop, encode, decode',
    ])
  })

  it.each([
    ['denoiser', 'model.model.transformer.layers.7.cross_attn.q_norm.gamma'],
    ['denoiser', 'model.model.transformer.memory_tokens'],
    ['autoencoder', 'pretransform.model.encoder.layers.0.new_tokens'],
    ['autoencoder', 'pretransform.model.decoder.layers.3.transformers.5.ff.ff.2.bias'],
    ['autoencoder', 'pretransform.model.bottleneck.running_std'],
    ['conditioner', 'conditioner.conditioners.prompt.padding_embedding'],
    ['conditioner', 'conditioner.conditioners.seconds_total.embedder.embedding.1.bias'],
    ['text encoder', 'model.encoder.layers.11.post_feedforward_layernorm.weight'],
    ['text encoder', 'model.encoder.embed_tokens.weight'],
  ] as const)('are missed in the %s by name: %s', (part, name) => {
    const { [name]: shape, ...rest } = { ...listOf('small'), ...fullSizeShapes }
    const own = name.replace(/^model\.encoder/, 'encoder')
    const parts = (tensors: Shapes) => reportOn('small', tensors, tensors).parts[part]
    expect(parts(rest)).toMatchObject({ _tag: 'Absent', problem: expect.stringContaining(`the weight ${own}, which`) })
    expect(parts({ ...rest, [name]: [...(shape ?? []), 2] })).toMatchObject({
      _tag: 'Absent',
      problem: expect.stringContaining(`the weight ${own} has the shape [${[...(shape ?? []), 2].join(', ')}]`),
    })
  })

  it.each(['prompt.padding_embedding', 'seconds_total.embedder.embedding.1.bias'])(
    'are missed in the conditioner where no text encoder is listed: %s',
    (end) => {
      const { [`conditioner.conditioners.${end}`]: _, ...model } = listOf('small')
      const { parts, whole } = modelReport(factsOfShapes(jsonOf(join(fixtures, 'full-size-sa3-small')), { model }))
      expect(whole).toBe(false)
      expect(parts).toMatchObject({
        conditioner: { _tag: 'Absent', problem: expect.stringContaining(end) },
        'text encoder': { _tag: 'NotListed' },
        tokenizer: { _tag: 'NotListed' },
      })
    },
  )

  it('are said to be unused where nothing asks for them', () => {
    const odd = { 'model.model.transformer.layers.0.extra.weight': [3, 3] }
    expect(reportLines(reportOn('small', { ...listOf('small'), ...odd }))).toContain(
      '  denoiser: 459.1 M parameters, of which nothing uses model.model.transformer.layers.0.extra.weight',
    )
  })
})

describe('loading Stable Audio 3', () => {
  it.each([
    ['a git-LFS pointer', 'version https://git-lfs.github.com/spec/v1\n', 'LfsPointer'],
    ['an HTML page', '<!doctype html>', 'HtmlPage'],
  ])('sees %s in the place of its tokenizer', (_, text, fault) =>
    onCopy(small, async (folder) => {
      await writeFile(join(folder, TEXT, 'tokenizer.json'), text)
      expect(left((await survey(folder)).tokenizer)).toEqual({
        _tag: fault,
        file: join(folder, TEXT, 'tokenizer.json'),
      })
    }),
  )

  it('refuses a checkpoint that lacks a weight before it reads one, whichever part would ask for it', () =>
    onCopy(small, async (folder) => {
      const file = join(folder, 'model.safetensors')
      const gone = 'model.model.transformer.layers.1.to_local_embed.2.bias'
      const tensors = await readRaw(file)
      await writeFile(file, encodeRaw(new Map([...tensors].filter(([name]) => name !== gone))))
      const refused = await loadStableAudio(folder)()
      expect(refused).toEqual(E.left({ _tag: 'MissingWeight', name: gone }))
    }))
})

describe('a configuration that is shallower than its weights', () => {
  const layers = 'model.model.transformer.layers'
  const decoder = 'pretransform.model.decoder.layers.3.transformers'
  const encoder = 'pretransform.model.encoder.layers.0.transformers'
  const coder = (half: string) => ['model', 'pretransform', 'config', half, 'config', 'transformer_depths']
  const config = 'model_config.json'

  const cases = [
    { keys: ['model', 'diffusion', 'config', 'depth'], value: 1, part: 'denoiser', block: `${layers}.1`, of: 2 },
    { keys: coder('decoder'), value: [3], part: 'autoencoder', block: `${decoder}.3`, of: 4 },
    { keys: coder('encoder'), value: [2], part: 'autoencoder', block: `${encoder}.2`, of: 4 },
    { from: folders, keys: ['depth'], value: 1, part: 'denoiser', block: `${layers}.1`, of: 2 },
  ] as const
  it.each(cases)(
    'is refused before a sound is made: $keys $value',
    async ({ keys, value, part, block, of, ...where }) => {
      const [original, file] = 'from' in where ? [where.from, 'transformer/config.json'] : [small, config]
      const built = Number(block.split('.').at(-1))
      await onCopy(original, async (folder) => {
        await editJson(join(folder, file), keys, value)
        const error = { _tag: 'UnbuiltBlock', name: block, built, stored: of }
        expect(await loadStableAudio(folder)()).toEqual(E.left(error))
        const report = modelReport(factsOfSurvey(await survey(folder)))
        const problem =
          `${block} is among the weights, and the configuration builds ${built} of their ${of} blocks there; ` +
          `the one that belongs to these weights builds all ${of}: fetch both from one place`
        expect(report.parts[part]).toEqual({ _tag: 'Absent', problem })
        expect(report.whole).toBe(false)
        expect(reportLines(report)).toContain(part === 'denoiser' ? 'can: encode, decode' : 'can: nothing as it is')
      })
    },
  )

  it('is refused of an autoencoder that is loaded alone', () =>
    onCopy(small, async (folder) => {
      await editJson(join(folder, config), coder('decoder'), [3])
      expect(await loadAutoencoder(folder)()).toMatchObject({ left: { _tag: 'UnbuiltBlock', name: `${decoder}.3` } })
    }))

  it('is not said of weights that are no block of what is built', () =>
    onCopy(small, async (folder) => {
      const file = join(folder, 'model.safetensors')
      const tensors = await readRaw(file)
      const copies = [...tensors].flatMap(([name, tensor]) => {
        const own = name.replace(/^model\.model\./, 'model.ema_model.')
        return own === name ? [] : [[own, tensor] as const]
      })
      await writeFile(file, encodeRaw(new Map([...tensors, ...copies])))
      expect(modelReport(factsOfSurvey(await survey(folder)))).toMatchObject({
        parts: { denoiser: { _tag: 'Present', unused: expect.arrayContaining([copies[0]?.[0]]) } },
        whole: true,
      })
      const model = await loadStableAudio(folder)()
      expect(model._tag).toBe('Right')
      if (E.isRight(model)) await model.right.close()
    }))
})

describe('keys that nothing reads', () => {
  it.each(['', '-small', '-sa3-small', '-sa3-medium'])('are none in the real file: full-size%s', (size) =>
    expect(unreadKeys(jsonOf(join(fixtures, `full-size${size}`)))).toEqual([]),
  )

  it('are told with where they lie, and the model can be used all the same', () =>
    onCopy(small, async (folder) => {
      const told: readonly (readonly [readonly string[], unknown])[] = [
        [['training'], { learning_rate: 1 }],
        [['gain'], 2],
        [['model', 'postprocess'], 'warm'],
        [['model', 'diffusion', 'sampler'], 'heun'],
      ]
      for (const [keys, value] of told) await editJson(join(folder, 'model_config.json'), keys, value)
      const report = modelReport(factsOfSurvey(await survey(folder)))
      const unread = ['gain', 'model.postprocess', 'model.diffusion.sampler']
      expect([report.unread, report.whole]).toEqual([unread, true])
      expect(reportLines(report)).toContain(
        `configuration: settings that sigmastream does not use: ${unread.join(', ')}`,
      )
      expect(right(await openCheckpoint(folder)()).unread).toEqual(unread)
    }))
})
