import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { constant } from '@sigmastream/core'
import { either as E, option as O } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { openCheckpoint } from '../../src/checkpoint/open.js'
import {
  loadStableAudio,
  PRECISIONS,
  QUANTIZE_LIMITS,
  type QuantizeOptions,
  type QuantizeResult,
  quantize,
  type StableAudioError,
} from '../../src/index.js'
import { identityOf } from '../../src/load/identity.js'
import { packModel } from '../../src/precision/packed-weights.js'
import { originOf, readPacked } from '../../src/precision/read.js'
import { inFolder, onCopy, type Raw, rewrite, single } from '../checkpoint/support.js'
import { fixtures, noSignal, right } from './support.js'

const asked = { precision: 'int8', prompt: 'drums', seed: 1, threads: 1 } as const

const quantized = async (dir: string, cache: string, options: Partial<QuantizeOptions> = {}): Promise<QuantizeResult> =>
  right(await quantize(dir, { ...asked, cache, ...options })())

/** The identity of the model in 8 bits, and one answer of it; nothing may have to be packed for that. */
const used = async (dir: string, cache: string) => {
  const onPacking = (): never => expect.fail('it packs again')
  const model = right(await loadStableAudio(dir, { threads: 1, precision: 'int8', cache, onPacking })())
  const denoiser = right(
    await model.denoiser({ items: [{ prompt: 'drums', secondsStart: 0, secondsTotal: 1 }], guidance: { scale: 1 } })(),
  )
  const { data } = await denoiser(constant([1, 8, 4], 1), 1, noSignal)
  await model.close()
  return { identity: model.identity, answer: [...data] }
}

/** But for when a file was last looked at, which is noted beside one that is two seconds old: on a busy machine, in here. */
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.last-check'))
    .map(({ name }) => name)

const OUTLIERS = 'model.model.transformer.layers.0.self_attn.to_qkv.weight'

/**
 * A channel that is always 0 meets weights a thousand times larger than all others: nothing changes, but that 8 bits
 * hold them alone.
 */
const withOutliers = ({ shape, ...raw }: Raw, name: string): Raw => {
  const values = new Float32Array(new Uint8Array(raw.bytes).buffer)
  if (name === 'model.model.transformer.layers.0.pre_norm.gamma') values[0] = 0
  if (name === OUTLIERS) for (let i = 0; i < values.length; i += shape[1] ?? NaN) values[i] = 1000
  return { ...raw, shape, bytes: new Uint8Array(values.buffer) }
}

describe('a model in fewer bits', () => {
  it('has a limit for every precision but that of the checkpoint', () => {
    expect(['fp32', ...Object.keys(QUANTIZE_LIMITS)]).toEqual([...PRECISIONS])
  })

  it.each(['fp16-weights', 'int8', 'int4'] as const)('in %s is packed whole where every matrix holds', (precision) =>
    inFolder(async (cache) => {
      const before = readFileSync(join(single, 'model.safetensors'))
      const first = await quantized(single, cache, { precision })
      expect(first).toMatchObject({ kept: [], limit: QUANTIZE_LIMITS[precision], written: true })
      expect(first.matrices).toHaveLength(14)
      expect(Math.min(...first.matrices.map(({ decibels }) => decibels))).toBeGreaterThan(QUANTIZE_LIMITS[precision])
      expect(first.bytes).toBe(readFileSync(first.file).length)
      expect(first.bytes).toBeLessThan(first.sourceBytes)
      expect(readFileSync(join(single, 'model.safetensors')).equals(before)).toBe(true)
    }),
  )

  it('is measured alike in both layouts, and packed once for both', () =>
    inFolder(async (cache) => {
      const byName = ({ matrices }: QuantizeResult) =>
        new Map(matrices.map(({ name, decibels }) => [name, decibels.toFixed(1)]))
      const limit = 39.4 // about half of them are below
      const [first, second] = [
        await quantized(single, cache, { limit }),
        await quantized(`${fixtures}diffusers`, cache, { limit }),
      ]
      expect(first.kept.length).toBeGreaterThan(2)
      expect(byName(second)).toEqual(byName(first))
      expect([first.written, second.written, second.file, second.bytes]).toEqual([true, false, first.file, first.bytes])
    }))

  it('keeps a matrix with outliers in float32, records it, and is another model with it', () =>
    onCopy(single, async (dir) => {
      await rewrite(join(dir, 'model.safetensors'), withOutliers)
      const cache = join(dir, 'cache')
      const all = await quantized(dir, cache, { limit: -1000 })
      expect(all.kept).toEqual([])
      const packed = await used(dir, cache)

      const { kept, model, file, matrices, written } = await quantized(dir, cache)
      expect({ kept, written }).toEqual({ kept: [OUTLIERS], written: true })
      expect(matrices.find(({ name }) => name === OUTLIERS)?.decibels).toBeLessThan(1)
      const found = await readPacked(
        file,
        originOf({ identity: model, stored: right(await openCheckpoint(dir)()).stored, precision: 'int8' }),
      )()
      if (O.isNone(found)) throw new Error('it is not believed')
      const tagOf = (name: string, shape: readonly [number, number]): string =>
        right(found.value.weights.matrix(name, shape))._tag
      expect(found.value.kept).toEqual([OUTLIERS])
      expect([tagOf(OUTLIERS, [384, 128]), tagOf(OUTLIERS.replace('to_qkv', 'to_out'), [128, 128])]).toEqual([
        'Plain',
        'Int8',
      ])

      const mixed = await used(dir, cache)
      expect(mixed.identity).not.toBe(packed.identity)
      expect(mixed.answer).not.toEqual(packed.answer)
    }))

  it.each(['measuring', 'packing'] as const)(
    'that is stopped while %s leaves what was there, and nothing else',
    (stage) =>
      inFolder(async (cache) => {
        const stopped = (): Promise<E.Either<StableAudioError, QuantizeResult>> => {
          const stop = new AbortController()
          const onProgress: QuantizeOptions['onProgress'] = (at) => (at.stage === stage ? stop.abort() : undefined)
          return quantize(single, { ...asked, cache, limit: 1000, onProgress, signal: stop.signal })()
        }
        expect(await stopped()).toEqual(E.left({ _tag: 'RunAborted' }))
        expect(filesIn(cache)).toEqual([])
        const checkpoint = right(await openCheckpoint(single)())
        const packed = {
          cache,
          identity: right(await identityOf(checkpoint)()),
          stored: checkpoint.stored,
          precision: 'int8',
        } as const
        const { path } = right(await packModel(packed, [], {})())
        const before = readFileSync(path)
        expect(await stopped()).toEqual(E.left({ _tag: 'RunAborted' }))
        expect(filesIn(cache)).toEqual(['int8.safetensors'])
        expect(readFileSync(path).equals(before)).toBe(true)
      }),
  )

  it('tells of a folder that cannot be made before it measures', async () => {
    const onProgress = (): never => expect.fail('it measures')
    // Linux: a folder in which nothing can be made, whoever asks.
    const none = await quantize(single, { ...asked, cache: '/proc/weights', onProgress })()
    expect(none).toMatchObject({
      left: {
        _tag: 'PackingFolderUnusable',
        reason: 'the folder /proc/weights cannot be made: nothing can be made in /proc',
      },
    })
  })
})
