import { join } from 'node:path'
import { namedWeights } from '@sigmastream/checkpoint'
import fc from 'fast-check'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { decodeModelConfig } from '../../src/checkpoint/model-config.js'
import { type Conditioner, type EncodedItem, openConditioner } from '../../src/conditioning/conditioner.js'
import { decodeConditioningConfig } from '../../src/conditioning/config.js'
import { readNumberEmbedder } from '../../src/conditioning/number-embedder.js'
import { readPromptPadding } from '../../src/conditioning/prompt-padding.js'
import { expoFeatures } from '../../src/expo-features.js'
import { openText } from '../../src/text/open-text.js'
import { withValue } from '../checkpoint/support.js'
import { distance, left, right } from '../text/support.js'
import {
  encoderName,
  expectedJson,
  goldenOf,
  jsonIn,
  modelFolder,
  SIZES,
  type Size,
  storedIn,
  textConfig,
  textFolder,
  tokenizerFiles,
} from '../text/t5gemma-support.js'

const Index = t.type({
  prompts: t.array(t.string),
  seconds: t.array(t.number),
  cond: t.type({
    prompts: t.array(t.string),
    seconds_total: t.array(t.number),
    negative_prompts: t.array(t.string),
  }),
  tolerance_of_largest: t.record(t.string, t.number),
})

const WIDTH = 64
const LENGTH = 24

const opened = async (size: Size) => {
  const index = await expectedJson(size)
  if (!Index.is(index)) throw new Error('expected.json has another form')
  const json = await jsonIn(join(modelFolder(size), 'model_config.json'))
  const config = right(
    decodeConditioningConfig('model_config.json', right(decodeModelConfig('model_config.json', json))),
  )
  const weights = namedWeights([
    ...(await storedIn(join(modelFolder(size), 'model.safetensors'))),
    ...(await storedIn(join(textFolder(size), 'model.safetensors'), encoderName)),
  ])
  return { index, config, weights, tolerance: (name: string) => index.tolerance_of_largest[name] ?? 0 }
}

const withConditioner = async <A>(size: Size, use: (condition: Conditioner) => Promise<A>): Promise<A> => {
  const { config, weights } = await opened(size)
  const files = { weights, config: await textConfig(size), tokenizer: tokenizerFiles(size), length: LENGTH, threads: 1 }
  const text = right(await openText(files)())
  return (async () => use(right(await openConditioner({ weights, config, text })())))().finally(text.close)
}

const tokensOf = async (condition: Conditioner, ...items: readonly EncodedItem[]) =>
  right(await condition(items)()).crossAttention.data.slice()

const paddingVector = async (size: Size) => {
  const { weights, config } = await opened(size)
  const pad = right(await readPromptPadding(weights, config)())
  const mask = { shape: [1, 1], data: Float32Array.of(0) } as const
  return [...pad(new Float32Array(WIDTH), mask, [false])]
}

describe.each(SIZES)('the conditioning of tiny-sa3-%s', (size) => {
  it('is told what a prompt is, how long a sound is, and what padding became', async () => {
    const { config } = await opened(size)
    expect(config).toEqual({
      width: WIDTH,
      prompt: { encoder: 't5gemma', padding: 'learned', length: LENGTH, projected: false },
      numbers: [{ id: 'seconds_total', features: 'expo', least: 0, most: 384 }],
      crossAttention: ['prompt', 'seconds_total'],
      global: ['seconds_total'],
    })
  })

  it('is the recorded one: numbers, their features, and prompts in which the learned vector is padding', async () => {
    const { index, config, weights, tolerance } = await opened(size)
    const { data: times } = await goldenOf(size, 'expo.t')
    const features = await goldenOf(size, 'expo.features')
    expect(distance(expoFeatures([...times]), [...features.data])).toBeLessThan(1e-6)
    const [number] = config.numbers
    if (number === undefined) throw new Error('no number')
    const embed = right(await readNumberEmbedder(weights, number, config.width)())
    expect(
      distance(
        index.seconds.flatMap((seconds) => [...embed(seconds)]),
        [...(await goldenOf(size, 'number.seconds_total')).data],
      ),
    ).toBeLessThan(tolerance('number.seconds_total'))
    await withConditioner(size, async (condition) => {
      const described = (prompts: readonly string[], negative: boolean) =>
        prompts.map((prompt, i) => ({
          prompt,
          secondsStart: 0,
          secondsTotal: index.cond.seconds_total[i] ?? NaN,
          negative,
        }))
      const { crossAttention, global } = right(await condition(described(index.cond.prompts, false))())
      const wanted = await goldenOf(size, 'cond.cross_attn')
      expect(crossAttention.shape).toEqual(wanted.shape)
      expect(distance(crossAttention.data.slice(), [...wanted.data])).toBeLessThan(tolerance('cond.cross_attn'))
      expect(distance(global.data.slice(), [...(await goldenOf(size, 'cond.global')).data])).toBeLessThan(
        tolerance('cond.global'),
      )
      // The reference's network makes zeros of it where its mask does, and its conditioner not yet.
      const [negative, mask] = [
        [...(await goldenOf(size, 'cond.negative_cross_attn')).data],
        [...(await goldenOf(size, 'cond.negative_cross_attn_mask')).data],
      ]
      const told = await tokensOf(condition, ...described(index.cond.negative_prompts, false))
      expect(distance(told, negative)).toBeLessThan(tolerance('cond.negative_cross_attn'))
      const against = await tokensOf(condition, ...described(index.cond.negative_prompts, true))
      const masked = negative.map((value, i) => (mask[Math.floor(i / WIDTH)] === 0 ? 0 : value))
      expect(distance(against, masked)).toBeLessThan(tolerance('cond.negative_cross_attn'))
      expect(Array.from(against, (value) => value === 0)).toEqual(masked.map((value) => value === 0))
      const prompts = await tokensOf(
        condition,
        ...index.prompts.map((prompt) => ({ prompt, secondsStart: 0, secondsTotal: 1 })),
      )
      const rows = index.prompts.flatMap((_, i) =>
        Array.from(prompts.slice(i * (LENGTH + 1) * WIDTH, (i * (LENGTH + 1) + LENGTH) * WIDTH)),
      )
      expect(distance(rows, [...(await goldenOf(size, 't5gemma.prompt_embedding')).data])).toBeLessThan(
        tolerance('t5gemma.prompt_embedding'),
      )
    })
  })
})

describe('padding', () => {
  const item = { prompt: '', secondsStart: 0, secondsTotal: 12 }

  it('is all there is of an empty prompt: the learned vector, or zeros where it is led away from', async () => {
    const vector = await paddingVector('small')
    await withConditioner('small', async (condition) => {
      const [plain, against] = [await tokensOf(condition, item), await tokensOf(condition, { ...item, negative: true })]
      expect(Array.from(plain.slice(0, LENGTH * WIDTH))).toEqual(Array.from({ length: LENGTH }, () => vector).flat())
      expect(Array.from(against.slice(0, LENGTH * WIDTH))).toEqual(Array.from({ length: LENGTH * WIDTH }, () => 0))
      // The token of the seconds stays.
      expect(Array.from(against.slice(LENGTH * WIDTH))).toEqual(Array.from(plain.slice(LENGTH * WIDTH)))
      expect(Array.from(plain.slice(LENGTH * WIDTH)).some((value) => value !== 0)).toBe(true)
    })
  })

  it('of a text is the same whether it is led away from or not, but for its padding', () =>
    withConditioner('small', async (condition) => {
      const [plain, against] = [
        await tokensOf(condition, { ...item, prompt: 'rain' }),
        await tokensOf(condition, { ...item, prompt: 'rain', negative: true }),
      ]
      const differs = Array.from(plain, (value, i) => (value === against[i] ? -1 : Math.floor(i / WIDTH)))
      const [first] = differs.filter((token) => token >= 0)
      expect(first).toBeGreaterThan(0)
      expect(new Set(differs.filter((token) => token >= 0))).toEqual(
        new Set(Array.from({ length: LENGTH - (first ?? 0) }, (_, i) => i + (first ?? 0))),
      )
    }))

  it('is blended as any token is, each item with its own', async () => {
    const vector = await paddingVector('small')
    await withConditioner('small', async (condition) => {
      const prompt = 'Warm analog synth pulses'
      const blended = { ...item, prompt, blend: { prompt: '', by: 0.25 } }
      const alone = await tokensOf(condition, { ...item, prompt })
      const size = (LENGTH + 1) * WIDTH
      const told = await tokensOf(condition, { ...item, negative: true }, blended, { ...blended, negative: true })
      const between = (other: readonly number[]) =>
        Array.from(alone.slice(0, LENGTH * WIDTH), (value, i) => 0.75 * value + 0.25 * (other[i % WIDTH] ?? NaN))
      expect(distance(told.slice(size, size + LENGTH * WIDTH), between(vector))).toBeLessThan(1e-6)
      expect(Array.from(told.slice(0, LENGTH * WIDTH)).every((value) => value === 0)).toBe(true)
      const zeros = vector.map(() => 0)
      const used = told.slice(2 * size, 2 * size + 2 * WIDTH)
      expect(distance(used, between(zeros).slice(0, 2 * WIDTH))).toBeLessThan(1e-6)
    })
  })

  it('takes the place of what is there, a NaN too', async () => {
    const { weights, config } = await opened('small')
    const [pad, vector] = [right(await readPromptPadding(weights, config)()), await paddingVector('small')]
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }), (present) => {
        const mask = { shape: [1, present.length], data: Float32Array.from(present, Number) } as const
        const tokens = Float32Array.from({ length: present.length * WIDTH }, (_, i) =>
          present[Math.floor(i / WIDTH)] ? i : NaN,
        )
        expect([...pad(tokens, mask, [false])]).toEqual(
          present.flatMap((is, token) => (is ? vector.map((_, i) => token * WIDTH + i) : vector)),
        )
      }),
      { numRuns: 20 },
    )
  })

  it('needs its vector, of the width of the conditioning, where it is learned, and none where it is zeros', async () => {
    const { config } = await opened('small')
    const name = 'conditioner.conditioners.prompt.padding_embedding'
    expect(left(await readPromptPadding(namedWeights([]), config)())).toEqual({ _tag: 'MissingWeight', name })
    const zeros = { ...config, prompt: { ...config.prompt, padding: 'zeros' } } as const
    const mask = { shape: [1, 1], data: Float32Array.of(0) } as const
    expect([...right(await readPromptPadding(namedWeights([]), zeros)())(Float32Array.of(0), mask, [false])]).toEqual([
      0,
    ])
  })
})

describe('decodeConditioningConfig', () => {
  const decoded = async (keys: readonly (string | number)[], value: unknown) => {
    const json = await jsonIn(join(modelFolder('small'), 'model_config.json'))
    const config = right(decodeModelConfig('model_config.json', json))
    return decodeConditioningConfig('model_config.json', {
      ...config,
      conditioning: withValue(config.conditioning, keys, value),
    })
  }

  it('takes what is left out as stable-audio-3 does', async () => {
    const { prompt, numbers } = right(await decoded(['configs', 0, 'config'], {}))
    expect(prompt).toEqual({ encoder: 't5gemma', padding: 'zeros', length: 128, projected: false })
    expect(numbers).toHaveLength(1)
    expect(right(await decoded(['configs', 1, 'config'], {})).numbers[0]?.features).toBe('learned')
  })

  it('refuses by its key another padding or other features', async () => {
    expect(left(await decoded(['configs', 0, 'config', 'padding_mode'], 'noise'))).toMatchObject({
      _tag: 'BadConfig',
      key: 'model.conditioning.configs[0].config.padding_mode',
    })
    expect(left(await decoded(['configs', 1, 'config', 'fourier_features_type'], 'random'))).toMatchObject({
      _tag: 'BadConfig',
      key: 'model.conditioning.configs[1].config.fourier_features_type',
    })
  })

  it.each([
    [['sum_of_prompts'], true],
    [['configs', 1, 'weight'], 2],
    [['configs', 0, 'config', 'feature_layer_ix'], -2],
    [['configs', 1, 'config', 'log_scale'], true],
    [['configs', 0, 'config', 'model_name'], 'google/t5gemma-l-l-ul2'],
  ])('refuses by its key what nothing follows: %j', async (keys, value) => {
    const key = keys.reduce<string>(
      (path, step) => (typeof step === 'number' ? `${path}[${step}]` : `${path}.${step}`),
      'model.conditioning',
    )
    expect(left(await decoded(keys, value))).toMatchObject({ _tag: 'Unsupported', key })
  })

  it('takes every key that the conditioners of the reference have, and that says nothing new', async () => {
    const text = {
      enable_grad: false,
      project_out: false,
      padding_mode: 'learned',
      model_name: 'google/t5gemma-b-b-ul2',
    }
    const whole = { ...text, model_path: 'elsewhere', repo_id: 'a/b', subfolder: 'c' }
    const { prompt } = right(await decoded(['configs', 0, 'config'], whole))
    expect(prompt).toMatchObject({ encoder: 't5gemma', padding: 'learned', projected: false })
    expect(right(await decoded(['default_keys'], { prompt_t5: 'prompt' })).numbers).toHaveLength(1)
  })
})
