import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { namedWeights, readWeightFile } from '@sigmastream/checkpoint'
import { writeTensors } from '@sigmastream/tensor-files'
import fc from 'fast-check'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import type { Checkpoint } from '../../src/checkpoint/checkpoint.js'
import { type Conditioner, openConditioner, type PromptItem } from '../../src/conditioning/conditioner.js'
import { type ConditioningConfig, decodeConditioningConfig } from '../../src/conditioning/config.js'
import { readNumberEmbedder } from '../../src/conditioning/number-embedder.js'
import { readPromptProjection } from '../../src/conditioning/prompt-projection.js'
import { withValue } from '../checkpoint/support.js'
import { diffusers, distance, fixtures, golden, left, open, right, single, withText } from '../text/support.js'

const Index = t.type({
  seconds: t.array(t.number),
  cond: t.type({
    prompts: t.array(t.string),
    seconds_start: t.array(t.number),
    seconds_total: t.array(t.number),
    negative_prompts: t.array(t.string),
  }),
})

const recorded = async () => {
  const json: unknown = JSON.parse(await readFile(join(fixtures, 'expected.json'), 'utf8'))
  if (!Index.is(json)) throw new Error('expected.json has another form')
  const { seconds, cond } = json
  const { seconds_start: starts, seconds_total: totals } = cond
  const describedBy = (prompts: readonly string[]): readonly PromptItem[] =>
    prompts.map((prompt, i) => ({ prompt, secondsStart: starts[i] ?? NaN, secondsTotal: totals[i] ?? NaN }))
  return { seconds, items: describedBy(cond.prompts), negative: describedBy(cond.negative_prompts) }
}

const configOf = ({ config }: Checkpoint): ConditioningConfig =>
  right(decodeConditioningConfig('model_config.json', config))

const withConditioner = async <A>(folder: string, use: (condition: Conditioner) => Promise<A>): Promise<A> => {
  const checkpoint = await open(folder)
  return withText(checkpoint, async (text) =>
    use(right(await openConditioner({ weights: checkpoint.weights, config: configOf(checkpoint), text })())),
  )
}

describe('readNumberEmbedder', () => {
  it('gives the recorded embedding of every number of seconds, clamped to the range', async () => {
    const checkpoint = await open(single)
    const [{ numbers, width }, { seconds }] = [configOf(checkpoint), await recorded()]
    expect(numbers.map(({ id }) => id)).toEqual(['seconds_start', 'seconds_total'])
    for (const number of numbers) {
      const embed = right(await readNumberEmbedder(checkpoint.weights, number, width)())
      const wanted = [...(await golden(`number.${number.id}`)).data]
      expect(
        distance(
          seconds.flatMap((value) => [...embed(value)]),
          wanted,
        ),
      ).toBeLessThan(1e-6)
    }
  })
})

describe('openConditioner', () => {
  const layouts = [
    ['the single file', single],
    ['the diffusers folders', diffusers],
  ] as const
  it.each(layouts)('gives the recorded conditioning from %s', async (_, folder) => {
    const { items, negative } = await recorded()
    const [cross, global, negativeCross] = [
      await golden('cond.cross_attn'),
      await golden('cond.global'),
      await golden('cond.negative_cross_attn'),
    ]
    await withConditioner(folder, async (condition) => {
      const positive = right(await condition(items)())
      expect([positive.crossAttention.shape, positive.global.shape]).toEqual([cross.shape, global.shape])
      expect(distance([...positive.crossAttention.data], [...cross.data])).toBeLessThan(1e-5)
      expect(distance([...positive.global.data], [...global.data])).toBeLessThan(1e-5)
      const against = right(await condition(negative)())
      expect(distance([...against.crossAttention.data], [...negativeCross.data])).toBeLessThan(1e-5)
    })
  })

  it('gives an item the same conditioning alone as in a batch, and none for no item', async () => {
    const { items } = await recorded()
    await withConditioner(single, async (condition) => {
      const [both, second] = [right(await condition(items)()), right(await condition(items.slice(1))())]
      const none = right(await condition([])())
      const half = (data: Iterable<number>) => [...data].slice([...data].length / 2)
      expect(distance([...second.crossAttention.data], half(both.crossAttention.data))).toBeLessThan(1e-6)
      expect([...second.global.data]).toEqual(half(both.global.data))
      expect([none.crossAttention.shape, none.global.shape]).toEqual([
        [0, 34, 64],
        [0, 128],
      ])
    })
  })

  it('blends the embeddings of two prompts: 0 is the one, 1 the other, to the bit, and between in proportion', async () => {
    const { items } = await recorded()
    const [first, second] = items
    if (first === undefined || second === undefined) throw new Error('two items are recorded')
    const { prompt } = second
    await withConditioner(single, async (condition) => {
      const told = async (...of: readonly PromptItem[]) => right(await condition(of)()).crossAttention
      const other = { ...first, prompt }
      const [one, two] = [[...(await told(first)).data], [...(await told(other)).data]]
      expect([...(await told({ ...first, blend: { prompt, by: 0 } })).data]).toEqual(one)
      expect([...(await told({ ...first, blend: { prompt, by: 1 } })).data]).toEqual(two)
      const { shape, data } = await told({ ...first, blend: { prompt, by: 0.25 } })
      expect(shape).toEqual([1, 34, 64])
      expect(
        distance(
          [...data],
          one.map((value, i) => 0.75 * value + 0.25 * (two[i] ?? NaN)),
        ),
      ).toBeLessThan(1e-5)
      expect(distance([...data], one)).toBeGreaterThan(1e-2)
      const itself = { ...first, blend: { prompt: first.prompt, by: 0.5 } }
      expect(distance([...(await told(itself)).data], one)).toBeLessThan(1e-5)
      // Among others each item gets its own.
      const many = await told(other, { ...first, blend: { prompt, by: 0.25 } }, first)
      expect(distance([...many.data], [...two, ...data, ...one])).toBeLessThan(1e-5)
    })
  })

  it('follows the order of ids that the configuration has', async () => {
    const checkpoint = await open(single)
    const [config, { items }] = [configOf(checkpoint), await recorded()]
    const turned: ConditioningConfig = {
      ...config,
      crossAttention: ['seconds_total', 'prompt'],
      global: ['seconds_total'],
    }
    await withText(checkpoint, async (text) => {
      const { weights } = checkpoint
      const wanted = right(await right(await openConditioner({ weights, config, text })())(items.slice(1))())
      const actual = right(await right(await openConditioner({ weights, config: turned, text })())(items.slice(1))())
      const tokens = (data: Iterable<number>, from: number, to: number) => [...data].slice(from * 64, to * 64)
      expect(actual.crossAttention.shape).toEqual([1, 33, 64])
      expect(tokens(actual.crossAttention.data, 0, 1)).toEqual(tokens(wanted.crossAttention.data, 33, 34))
      expect(tokens(actual.crossAttention.data, 1, 33)).toEqual(tokens(wanted.crossAttention.data, 0, 32))
      expect([...actual.global.data]).toEqual([...wanted.global.data].slice(64))
    })
  })

  it('takes any seconds but NaN, and stops where the signal was aborted', async () => {
    await withConditioner(single, async (condition) => {
      const item = { prompt: 'rain', secondsStart: 0, secondsTotal: 5 }
      expect(right(await condition([{ ...item, secondsTotal: Infinity }])()).global.data).toEqual(
        right(await condition([{ ...item, secondsTotal: 512 }])()).global.data,
      )
      expect(left(await condition([item, { ...item, secondsStart: NaN }])())).toMatchObject({
        _tag: 'Unsupported',
        wrong: 'NaN',
      })
      expect(left(await condition([item], AbortSignal.abort())())).toEqual({ _tag: 'RunAborted' })
    })
  })
})

describe('readPromptProjection', () => {
  const NAME = 'conditioner.conditioners.prompt.proj_out'
  const base = {
    width: 3,
    prompt: { encoder: 't5', padding: 'zeros', length: 4, projected: false },
    numbers: [],
    crossAttention: ['prompt'],
    global: [],
  } as const

  it('projects tokens where the widths differ or it is demanded, and leaves padding zero', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sigmastream-projection-'))
    const weight = [1, 2, -1, 0.5, 0, 3]
    const bias = [10, 20, 30]
    try {
      const file = join(folder, 'model.safetensors')
      await writeTensors(
        file,
        new Map([
          [`${NAME}.weight`, { shape: [3, 2], data: Float32Array.from(weight) }],
          [`${NAME}.bias`, { shape: [3], data: Float32Array.from(bias) }],
        ]),
      )()
      const { tensors } = right(await readWeightFile(file)())
      const weights = namedWeights([...tensors].map(([name, part]) => ({ name, shape: part.shape, parts: [part] })))
      const project = right(await readPromptProjection(weights, base, 2)())
      const small = fc.integer({ min: -9, max: 9 })
      fc.assert(
        fc.property(fc.array(fc.tuple(small, small, fc.boolean()), { minLength: 1, maxLength: 6 }), (tokens) => {
          const out = project({
            tokens: { shape: [1, tokens.length, 2], data: Float32Array.from(tokens.flatMap(([a, b]) => [a, b])) },
            mask: { shape: [1, tokens.length], data: Float32Array.from(tokens, ([, , is]) => (is ? 1 : 0)) },
          })
          const linear = (a: number, b: number) => [10 + a + 2 * b, 20 - a + 0.5 * b, 30 + 3 * b]
          expect([...out]).toEqual(tokens.flatMap(([a, b, is]) => (is ? linear(a, b) : [0, 0, 0])))
        }),
      )
      // As wide as the conditioning, and demanded: then the weights must be there for that width.
      expect(
        left(
          await readPromptProjection(
            weights,
            { ...base, prompt: { encoder: 't5', padding: 'zeros', length: 4, projected: true } },
            3,
          )(),
        ),
      ).toEqual({ _tag: 'WrongShape', name: `${NAME}.weight`, expected: [3, 3], actual: [3, 2] })
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('is nothing where T5 is as wide as the conditioning, and needs its weights where it is not', async () => {
    const none = namedWeights([])
    const tokens = { shape: [1, 1, 3], data: Float32Array.of(1, 2, 3) } as const
    const mask = { shape: [1, 1], data: Float32Array.of(1) } as const
    expect(right(await readPromptProjection(none, base, 3)())({ tokens, mask })).toBe(tokens.data)
    expect(left(await readPromptProjection(none, base, 4)())).toEqual({ _tag: 'MissingWeight', name: `${NAME}.weight` })
  })
})

describe('decodeConditioningConfig', () => {
  interface Ids {
    readonly crossAttentionIds?: readonly string[]
    readonly globalIds?: readonly string[]
  }
  const decoded = async (keys: readonly (string | number)[], value: unknown, ids: Ids = {}) => {
    const { config } = await open(single)
    const conditioning = withValue(config.conditioning, keys, value)
    return decodeConditioningConfig('model_config.json', { ...config, ...ids, conditioning })
  }

  it('takes what is left out as stable-audio-tools does', async () => {
    expect(right(await decoded(['configs', 0, 'config'], {})).prompt).toEqual({
      encoder: 't5',
      padding: 'zeros',
      length: 128,
      projected: false,
    })
    expect(right(await decoded(['configs', 1, 'config'], {})).numbers[0]).toEqual({
      id: 'seconds_start',
      features: 'learned',
      least: 0,
      most: 1,
    })
  })

  it('takes a model that is told its length alone, as stable-audio-open-small is', async () => {
    const small = [
      { id: 'prompt', type: 't5', config: { t5_model_name: 't5-base', max_length: 64 } },
      { id: 'seconds_total', type: 'number', config: { min_val: 0, max_val: 256 } },
    ]
    const ids = { crossAttentionIds: ['prompt', 'seconds_total'], globalIds: ['seconds_total'] }
    expect(right(await decoded(['configs'], small, ids))).toEqual({
      width: 64,
      prompt: { encoder: 't5', padding: 'zeros', length: 64, projected: false },
      numbers: [{ id: 'seconds_total', features: 'learned', least: 0, most: 256 }],
      crossAttention: ['prompt', 'seconds_total'],
      global: ['seconds_total'],
    })
  })

  it('refuses by its key what no published model is told', async () => {
    const refused: readonly (readonly [
      keys: readonly (string | number)[],
      value: unknown,
      tag: string,
      key: string,
    ])[] = [
      [['configs', 0, 'type'], 'clap_text', 'BadConfig', 'configs[0].type'],
      [['configs', 1, 'id'], 'loudness', 'BadConfig', 'configs[1].id'],
      [['configs', 2, 'id'], 'seconds_start', 'Unsupported', 'configs[2].id'],
      [['configs', 0, 'config', 'max_length'], 1e9, 'BadConfig', 'configs[0].config.max_length'],
      [['configs', 1, 'config', 'max_val'], 0, 'Unsupported', 'configs[1].config.max_val'],
      [['configs', 1, 'config', 'output_dim'], 32, 'Unsupported', 'configs[1].config.output_dim'],
      [['configs'], [], 'Unsupported', 'configs'],
      [['cond_dim'], 2 ** 20 + 1, 'BadConfig', 'cond_dim'],
      [['pre_encoded_keys'], ['prompt'], 'Unsupported', 'pre_encoded_keys'],
    ]
    for (const [keys, value, _tag, key] of refused) {
      expect(left(await decoded(keys, value))).toMatchObject({ _tag, key: `model.conditioning.${key}` })
    }
  })

  it('refuses a network that wants what no conditioner makes, or the prompt as global conditioning', async () => {
    const key = (ids: Ids) => decoded(['cond_dim'], 64, ids).then(left)
    expect(await key({ crossAttentionIds: ['prompt', 'mood'] })).toMatchObject({
      key: 'model.diffusion.cross_attention_cond_ids[1]',
    })
    expect(await key({ globalIds: ['prompt'] })).toMatchObject({ key: 'model.diffusion.global_cond_ids[0]' })
  })
})
