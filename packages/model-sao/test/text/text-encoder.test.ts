import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Weights } from '@sigmastream/checkpoint'
import { encodeModel, openSession } from '@sigmastream/onnx'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { openText } from '../../src/text/open-text.js'
import { decodeT5Config } from '../../src/text/t5/config.js'
import { t5Graph } from '../../src/text/t5/graph.js'
import { withValue } from '../checkpoint/support.js'
import { configOf, distance, golden, left, open, right, single, withText } from './support.js'

const PROMPTS = [
  '128 BPM electronic drum loop',
  'glitchy sub bass patch, I made it in Serum',
  '',
  '  odd   spacing\tand ünïcödé ﬁ ligature ½ ™',
  '日本語 text 🎵',
  Array.from({ length: 60 }, () => 'rain').join(' '),
]

const without = ({ get, matrix, names }: Weights, missing: string): Weights => ({
  names,
  get: (name, shape) => (name === missing ? E.left({ _tag: 'MissingWeight', name }) : get(name, shape)),
  matrix: (name, shape) => (name === missing ? E.left({ _tag: 'MissingWeight', name }) : matrix(name, shape)),
})

describe('t5Graph', () => {
  it('gives the recorded last hidden state, padding included', async () => {
    const checkpoint = await open(single)
    const [ids, mask] = [await golden('t5.input_ids'), await golden('t5.attention_mask')]
    const wanted = await golden('t5.last_hidden_state')
    const model = right(encodeModel(right(t5Graph(configOf(checkpoint), checkpoint.weights, 32))))
    const session = right(
      await openSession(model, { threads: 1, externalFolder: checkpoint.folders['text encoder'] })(),
    )
    const outputs = await session
      .run({
        ids: { type: 'int64', dims: ids.shape, data: BigInt64Array.from(ids.data, BigInt) },
        mask: { type: 'float32', dims: mask.shape, data: mask.data },
      })()
      .finally(session.close)
    const hidden = right(outputs)['last_hidden_state']
    if (hidden?.type !== 'float32') throw new Error('no hidden state')
    expect(hidden.dims).toEqual(wanted.shape)
    expect(distance(hidden.data, [...wanted.data])).toBeLessThan(1e-5)
  })

  it('asks for every weight by its name and shape', async () => {
    const checkpoint = await open(single)
    const [{ weights }, config] = [checkpoint, configOf(checkpoint)]
    const name = 'encoder.block.1.layer.1.DenseReluDense.wo.weight'
    expect(left(t5Graph(config, without(weights, name), 32))).toEqual({ _tag: 'MissingWeight', name })
    expect(left(t5Graph({ ...config, innerWidth: 100 }, weights, 32))).toMatchObject({
      _tag: 'WrongShape',
      expected: [100, 64],
    })
    expect(left(t5Graph({ ...config, feedForward: 'gated-gelu' }, weights, 32))).toMatchObject({
      _tag: 'MissingWeight',
    })
    expect(left(t5Graph({ ...config, blocks: 3 }, weights, 32))).toMatchObject({ _tag: 'MissingWeight' })
  })
})

describe('openText', () => {
  it('gives the recorded embedding, in which padding is zero', async () => {
    const wanted = await golden('t5.prompt_embedding')
    await withText(await open(single), async (text) => {
      const { tokens, mask } = right(await text.embed(PROMPTS)())
      expect([tokens.shape, mask.shape]).toEqual([
        [6, 32, 64],
        [6, 32],
      ])
      expect(distance([...tokens.data], [...wanted.data])).toBeLessThan(1e-5)
      expect([...mask.data]).toEqual([...(await golden('t5.attention_mask')).data])
      const padding = [...tokens.data].filter((_, i) => mask.data[Math.floor(i / 64)] === 0)
      expect(padding.every((value) => value === 0)).toBe(true)
    })
  })

  it('gives a prompt the same bits alone as beside any others, itself among them, and none for no prompt', async () => {
    await withText(await open(single), async (text) => {
      const told = async (prompts: readonly string[]) => [...right(await text.embed(prompts)()).tokens.data]
      const alone = await Promise.all(PROMPTS.map((prompt) => told([prompt])))
      const some = fc.array(fc.nat({ max: PROMPTS.length - 1 }), { minLength: 1, maxLength: 8 })
      await fc.assert(
        fc.asyncProperty(some, async (chosen) => {
          expect(await told(chosen.map((i) => PROMPTS[i] ?? ''))).toEqual(chosen.flatMap((i) => alone[i] ?? []))
        }),
        { numRuns: 20 },
      )
      expect(right(await text.embed([])()).tokens).toEqual({ shape: [0, 32, 64], data: new Float32Array(0) })
    })
  })

  it('does not run where the signal was aborted, nor after it is closed', async () => {
    const closed = await withText(await open(single), async (text) => {
      expect(left(await text.embed(['rain'], AbortSignal.abort())())).toEqual({ _tag: 'RunAborted' })
      return text
    })
    expect(left(await closed.embed(['rain'])())).toEqual({ _tag: 'SessionClosed' })
  })

  it('names a weight that is missing before anything is loaded', async () => {
    const checkpoint = await open(single)
    const name = 'shared.weight'
    const files = {
      config: configOf(checkpoint),
      tokenizer: checkpoint.tokenizer,
      length: 32,
      threads: 1,
    }
    const weights = without(checkpoint.weights, name)
    expect(left(await openText({ ...files, weights })())).toEqual({ _tag: 'MissingWeight', name })
  })
})

describe('decodeT5Config', () => {
  const file = 'text_encoder/config.json'
  const change = async (key: string, value: unknown) => {
    const json: unknown = JSON.parse(await readFile(join(single, file), 'utf8'))
    return decodeT5Config(file, withValue(json, [key], value))
  }

  it('takes what is left out as transformers does', async () => {
    expect(right(await change('relative_attention_max_distance', undefined)).farthestPosition).toBe(128)
    expect(right(await change('relative_attention_num_buckets', undefined)).positionBuckets).toBe(32)
    expect(right(await change('layer_norm_epsilon', undefined)).epsilon).toBe(1e-6)
    expect(right(await change('feed_forward_proj', undefined)).feedForward).toBe('relu')
  })

  it('refuses another model, another activation and impossible sizes by their keys', async () => {
    expect(left(await change('model_type', 'umt5'))).toMatchObject({
      _tag: 'BadConfig',
      key: 'model_type',
      wrong: '"umt5"',
    })
    expect(left(await change('feed_forward_proj', 'gated-silu'))).toMatchObject({ key: 'feed_forward_proj' })
    expect(left(await change('d_model', undefined))).toMatchObject({ key: 'd_model', wrong: 'missing' })
    expect(left(await change('num_layers', 1e9))).toMatchObject({ key: 'num_layers' })
    expect(left(await change('layer_norm_epsilon', 0))).toMatchObject({ key: 'layer_norm_epsilon' })
    expect(left(await change('relative_attention_max_distance', 8))).toMatchObject({
      key: 'relative_attention_max_distance',
    })
  })
})
