import { open as openFile } from 'node:fs/promises'
import { join } from 'node:path'
import { namedWeights, readRows, readWeight, type StoredWeight, type Weights } from '@sigmastream/checkpoint'
import { encodeModel, openSession } from '@sigmastream/onnx'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { askText } from '../../src/checkpoint/asked-weights.js'
import { unusedWeights } from '../../src/checkpoint/unused-weights.js'
import { openText } from '../../src/text/open-text.js'
import { decodeT5GemmaConfig, type T5GemmaConfig } from '../../src/text/t5gemma/config.js'
import { t5GemmaGraph } from '../../src/text/t5gemma/graph.js'
import { openT5GemmaNetwork } from '../../src/text/t5gemma/network.js'
import type { TextEncoder } from '../../src/text/text-encoder.js'
import { inFolder, withValue } from '../checkpoint/support.js'
import { fullSizeConfig, fullSizeStored } from './full-size-t5gemma.js'
import { distance, left, right } from './support.js'
import {
  encoderName,
  expectedJson,
  goldenOf,
  jsonIn,
  SIZES,
  type Size,
  storedIn,
  textConfig,
  textFolder,
  textWeights,
  tokenizerFiles,
} from './t5gemma-support.js'

const LENGTH = 24
const Index = t.type({ prompts: t.array(t.string), tolerance_of_largest: t.record(t.string, t.number) })

const recorded = async (size: Size) => {
  const json = await expectedJson(size)
  if (!Index.is(json)) throw new Error('expected.json has another form')
  return json
}

const withEncoder = async <A>(size: Size, use: (text: TextEncoder) => Promise<A>): Promise<A> => {
  const [weights, config] = [await textWeights(size), await textConfig(size)]
  const text = right(await openText({ weights, config, tokenizer: tokenizerFiles(size), length: LENGTH, threads: 1 })())
  return use(text).finally(text.close)
}

const embedded = async (text: TextEncoder, prompts: readonly string[]) => right(await text.embed(prompts)())

describe('the T5Gemma encoder', () => {
  it.each(SIZES)('gives the recorded hidden states of tiny-sa3-%s, in which padding is zero', async (size) => {
    const { prompts, tolerance_of_largest: tolerance } = await recorded(size)
    const wanted = await goldenOf(size, 't5gemma.last_hidden_state')
    const { tokens, mask } = await withEncoder(size, (text) => embedded(text, prompts))
    expect(tokens.shape).toEqual(wanted.shape)
    expect(distance([...tokens.data], [...wanted.data])).toBeLessThan(tolerance['t5gemma.last_hidden_state'] ?? 0)
    expect([...mask.data]).toEqual([...(await goldenOf(size, 't5gemma.attention_mask')).data])
  })

  it('computes nothing of an empty prompt: no token is there, and all is zero', () =>
    withEncoder('small', async (text) => {
      const { tokens, mask } = await embedded(text, [''])
      expect([...mask.data].every((one) => one === 0)).toBe(true)
      expect([...tokens.data].every((one) => one === 0)).toBe(true)
    }))

  it('gives a prompt the same bits alone as beside any others, whatever its length', () =>
    withEncoder('medium', async (text) => {
      const word = fc.constantFrom('', 'rain', ' loop', '\u{1f3b5}', '<h1>', 'Warm analog synth')
      const size = LENGTH * text.width
      await fc.assert(
        fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 4 }), async (prompts) => {
          const { tokens } = await embedded(text, prompts)
          for (const [i, prompt] of prompts.entries()) {
            const alone = await embedded(text, [prompt])
            expect(alone.tokens.data.slice()).toEqual(tokens.data.slice(i * size, (i + 1) * size))
          }
        }),
        { numRuns: 8 },
      )
    }))

  it('depends on the order of tokens, and on every other token in either direction', () =>
    withEncoder('small', async (text) => {
      const last = async (prompt: string) => (await embedded(text, [prompt])).tokens.data.slice(0, text.width)
      const [one, behind] = [await last('rain drum'), await last('rain synth')]
      expect(distance(behind, [...one])).toBeGreaterThan(1e-3)
    }))

  it('does not run where the signal was aborted, nor after it is closed', () =>
    withEncoder('small', async (text) => {
      expect(left(await text.embed(['rain'], AbortSignal.abort())())).toEqual({ _tag: 'RunAborted' })
      await text.close()
      expect(left(await text.embed(['rain'])())).toEqual({ _tag: 'SessionClosed' })
    }))

  it('reads the rows of a prompt when it is told, so that a file that went away is an error by its name', () =>
    inFolder(async (folder) => {
      const [config, weights] = [await textConfig('small'), await textWeights('small')]
      const table = 'encoder.embed_tokens.weight'
      const gone = join(folder, 'gone.safetensors')
      const moved: Weights = {
        ...weights,
        get: (name, shape) =>
          E.map(
            ({ parts: [part], ...weight }: StoredWeight): StoredWeight => ({
              ...weight,
              parts: [name === table ? { ...part, file: gone } : part],
            }),
          )(weights.get(name, shape)),
      }
      const network = right(await openT5GemmaNetwork(config, moved, { threads: 1 })())
      const tokens = { length: 2, ids: BigInt64Array.of(5n, 0n), mask: Float32Array.of(1, 0) }
      expect(left(await network.run(tokens)().finally(network.close))).toMatchObject({
        _tag: 'UnreadableWeights',
        error: { _tag: 'FileNotFound', file: gone },
      })
    }))
})

describe('t5GemmaGraph', () => {
  it('asks for every tensor of the encoder of the published file, with its shape', () => {
    const part = { type: 'bfloat16', file: '/model.safetensors', offset: 0, length: 2 } as const
    const stored = fullSizeStored.map(({ name, shape }): StoredWeight => ({ name, shape, parts: [{ ...part, shape }] }))
    expect(stored).toHaveLength(2 + 11 * fullSizeConfig.blocks)
    expect(right(unusedWeights(stored, askText(fullSizeConfig)))).toEqual([])
  })

  it('names a weight that is missing or of another shape, the embedding too', async () => {
    const [config, stored] = [
      await textConfig('small'),
      await storedIn(join(textFolder('small'), 'model.safetensors'), encoderName),
    ]
    const without = (name: string) => namedWeights(stored.filter((weight) => weight.name !== name))
    for (const name of ['encoder.layers.1.post_feedforward_layernorm.weight', 'encoder.embed_tokens.weight'])
      expect(left(await openT5GemmaNetwork(config, without(name), { threads: 1 })())).toEqual({
        _tag: 'MissingWeight',
        name,
      })
    expect(left(t5GemmaGraph({ ...config, innerWidth: 100 }, namedWeights(stored)))).toMatchObject({
      _tag: 'WrongShape',
      name: 'encoder.layers.0.mlp.gate_proj.weight',
      expected: [100, 64],
    })
  })

  it('caps attention scores, however large they become', async () => {
    const [config, weights] = [await textConfig('small'), await textWeights('small')]
    const hiddenOf = async (changes: Partial<T5GemmaConfig>) => {
      const model = right(encodeModel(right(t5GemmaGraph({ ...config, ...changes }, weights))))
      const session = right(await openSession(model, { threads: 1, externalFolder: textFolder('small') })())
      const data = Float32Array.from({ length: 3 * config.width }, (_, i) => Math.sin(i))
      const feeds = { embedded: { type: 'float32', dims: [1, 3, config.width], data } } as const
      const hidden = right(await session.run(feeds)().finally(session.close))['last_hidden_state']
      if (hidden?.type !== 'float32') throw new Error('no hidden state')
      return hidden.data.slice()
    }
    const [usual, without, tight] = [
      await hiddenOf({}),
      await hiddenOf({ scoreCap: null }),
      await hiddenOf({ scoreCap: 0.01 }),
    ]
    // A cap far above the scores is none; one far below makes all tokens alike to attention, as infinitely weak scores do.
    expect(distance(await hiddenOf({ scoreCap: 1e6 }), without)).toBeLessThan(1e-5)
    expect(distance(usual, without)).toBeGreaterThan(1e-6)
    expect(distance(tight, await hiddenOf({ attentionScalar: 1e12 }))).toBeLessThan(1e-1)
    expect(distance(tight, usual)).toBeGreaterThan(1e-1)
  })
})

describe('decodeT5GemmaConfig', () => {
  const decoded = async (keys: readonly (string | number)[], value: unknown) =>
    decodeT5GemmaConfig('config.json', withValue(await jsonIn(join(textFolder('small'), 'config.json')), keys, value))

  it('takes the base of rotary positions where either version of transformers writes it, and what is left out', async () => {
    expect(right(await decoded(['encoder', 'rope_theta'], 5e5)).rotaryBase).toBe(5e5)
    const parameters = { rope_theta: 2e4, rope_type: 'default' }
    expect(right(await decoded(['encoder', 'rope_parameters'], parameters)).rotaryBase).toBe(2e4)
    expect(right(await decoded(['encoder', 'attn_logit_softcapping'], undefined)).scoreCap).toBe(50)
    expect(right(await decoded(['encoder', 'attn_logit_softcapping'], null)).scoreCap).toBeNull()
    expect(right(await decoded(['encoder', 'query_pre_attn_scalar'], undefined)).attentionScalar).toBe(256)
    expect(right(await decoded(['decoder'], undefined))).toEqual(await textConfig('small'))
  })

  it('refuses by its key what would change the result', async () => {
    const refused: readonly (readonly [key: string, value: unknown])[] = [
      ['hidden_activation', 'gelu'],
      ['attention_bias', true],
      ['is_decoder', true],
      ['num_key_value_heads', 2],
      ['head_dim', 15],
      ['sliding_window', 512],
      ['rope_scaling', { type: 'linear', factor: 2 }],
      ['attn_logit_softcapping', 0],
      ['query_pre_attn_scalar', -1],
      ['rms_norm_eps', 0],
      ['num_hidden_layers', 1025],
      ['vocab_size', undefined],
    ]
    for (const [key, value] of refused)
      expect(left(await decoded(['encoder', key], value))).toMatchObject({ _tag: 'BadConfig', key: `encoder.${key}` })
    expect(left(await decoded(['encoder', 'layer_types', 1], 'linear'))).toMatchObject({
      key: 'encoder.layer_types[1]',
    })
    const yarn = { rope_theta: 1e4, rope_type: 'yarn' }
    expect(left(await decoded(['encoder', 'rope_parameters'], yarn))).toMatchObject({
      key: 'encoder.rope_parameters.rope_type',
    })
    expect(left(await decoded(['model_type'], 't5'))).toMatchObject({ key: 'model_type' })
    expect(left(await decoded(['encoder'], undefined))).toMatchObject({ key: 'encoder' })
  })
})

describe('readRows', () => {
  it('gives the rows of the whole table, in the order that is asked, some of them twice', async () => {
    const weights = await textWeights('small')
    const table = right(weights.get('encoder.embed_tokens.weight', [778, 64]))
    const whole = right(await readWeight(weights, table.name, [778, 64])())
    const [part] = table.parts
    const half = 300
    // Stored in two parts, as matrices are that another layout has apart.
    const bytes = part.length / 778
    const apart: StoredWeight = {
      ...table,
      parts: [
        { ...part, shape: [half, 64], length: half * bytes },
        { ...part, shape: [778 - half, 64], offset: part.offset + half * bytes, length: (778 - half) * bytes },
      ],
    }
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 777 }), { maxLength: 6 }), async (rows) => {
        const wanted = rows.flatMap((row) => [...whole.subarray(row * 64, (row + 1) * 64)])
        expect([...right(await readRows(table, rows)())]).toEqual(wanted)
        expect([...right(await readRows(apart, rows)())]).toEqual(wanted)
      }),
      { numRuns: 10 },
    )
  })

  it('reads nothing else: of a table of eight gigabytes, which no memory holds, its last row', () =>
    inFolder(async (folder) => {
      const [file, rows, width] = [join(folder, 'model.safetensors'), 2 ** 20, 2 ** 11]
      const handle = await openFile(file, 'w')
      const last = Float32Array.from({ length: width }, (_, i) => i)
      try {
        // What lies before is a hole in the file.
        await handle.write(new Uint8Array(last.buffer), 0, 4 * width, 4 * width * (rows - 1))
      } finally {
        await handle.close()
      }
      const part = { type: 'float32', shape: [rows, width], file, offset: 0, length: 4 * rows * width } as const
      const found = right(await readRows({ name: 'table', shape: [rows, width], parts: [part] }, [rows - 1, 7])())
      expect(found).toEqual(Float32Array.of(...last, ...new Float32Array(width)))
    }))
})
