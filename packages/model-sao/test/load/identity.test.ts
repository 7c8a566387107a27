import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { openCheckpoint } from '../../src/checkpoint/open.js'
import { identityOf } from '../../src/load/identity.js'
import {
  diffusers,
  editJson,
  encodeRaw,
  left,
  linkAway,
  onCopy,
  type Raw,
  readRaw,
  rewrite,
  right,
  shard,
  single,
  toFloat16,
} from '../checkpoint/support.js'

const identity = async (folder: string): Promise<string> =>
  right(await identityOf(right(await openCheckpoint(folder)()))())

const changed = (original: string, change: (folder: string) => Promise<unknown>): Promise<string> =>
  onCopy(original, async (folder) => {
    await change(folder)
    return identity(folder)
  })

const WEIGHTS = 'model.safetensors'

/** The tensor with one bit of the byte `at` changed. */
const flipped = ({ bytes, ...raw }: Raw, at: number): Raw => ({
  ...raw,
  bytes: bytes.map((byte, i) => (i === at ? byte ^ 1 : byte)),
})

const flip = (tensor: string, place: (bytes: number) => number): Promise<string> =>
  changed(single, (folder) =>
    rewrite(join(folder, WEIGHTS), (raw, name) => (name === tensor ? flipped(raw, place(raw.bytes.length)) : raw)),
  )

const three = fileURLToPath(new URL('../../../../fixtures/tiny-sa3-medium/', import.meta.url))
const [threeInOne, threeInFolders] = [join(three, 'checkpoint'), join(three, 'diffusers')]

/** What the folders of diffusers cannot say of a model that is smaller than the published one. */
const asTiny = async (folder: string): Promise<void> => {
  await editJson(join(folder, 'tokenizer/tokenizer_config.json'), ['model_max_length'], 24)
  await editJson(join(folder, 'scheduler/scheduler_config.json'), ['max_image_seq_len'], 64)
}

const LARGE = 'model.model.transformer.layers.1.ff.ff.0.proj.weight'

describe('identityOf', () => {
  it('is one for both layouts, and stays what it is from release to release', async () => {
    const stays = '0fae8623a4fc8b6dbfa4f6618e5516abf7708113a60086f34404c2374041aade'
    expect([await identity(single), await identity(diffusers)]).toEqual([stays, stays])
  })

  it('is one for both layouts of Stable Audio 3', async () => {
    const own = await identity(threeInOne)
    expect(await changed(threeInFolders, asTiny)).toBe(own)
    const others = await Promise.all([
      own,
      changed(threeInFolders, async (folder) => {
        await asTiny(folder)
        await editJson(join(folder, 'scheduler/scheduler_config.json'), ['stochastic_sampling'], false)
      }),
      changed(threeInOne, async (folder) => {
        const file = join(folder, 't5gemma-b-b-ul2/tokenizer.json')
        await writeFile(file, (await readFile(file, 'utf8')).replace('"merges"', '"mergers"'))
      }),
    ])
    expect(new Set(others).size).toBe(others.length)
  })

  it('does not depend on where a checkpoint lies, links, shards or the order of weights', async () => {
    const own = await identity(single)
    expect(await changed(single, (folder) => linkAway(folder, join(dirname(folder), 'blobs')))).toBe(own)
    expect(await changed(single, (folder) => shard(folder, 'model', 3))).toBe(own)
    expect(
      await changed(single, async (folder) => {
        const file = join(folder, WEIGHTS)
        await writeFile(file, encodeRaw(new Map([...(await readRaw(file))].toReversed())))
      }),
    ).toBe(own)
  })

  it('notices another value at the start, in the middle and at the end of a weight, and anywhere in a small one', async () => {
    const others = await Promise.all([
      identity(single),
      flip(LARGE, () => 0),
      flip(LARGE, (bytes) => bytes / 2),
      flip(LARGE, (bytes) => bytes - 1),
      flip('conditioner.conditioners.seconds_total.embedder.embedding.0.weights', (bytes) => bytes / 4),
    ])
    expect(new Set(others).size).toBe(others.length)
  })

  it('notices another precision, configuration or tokenizer', async () => {
    const others = await Promise.all([
      identity(single),
      changed(single, (folder) => rewrite(join(folder, WEIGHTS), toFloat16)),
      changed(single, (folder) => editJson(join(folder, 'model_config.json'), ['sample_rate'], 48_000)),
      changed(single, (folder) => editJson(join(folder, 'text_encoder/config.json'), ['layer_norm_epsilon'], 1e-5)),
      changed(single, (folder) => appendFile(join(folder, 'tokenizer/tokenizer.json'), '\n')),
    ])
    expect(new Set(others).size).toBe(others.length)
  })

  it('says so where a file is cut after its header was read', () =>
    onCopy(single, async (folder) => {
      const checkpoint = right(await openCheckpoint(folder)())
      await truncate(join(folder, WEIGHTS), 2 ** 16)
      expect(left(await identityOf(checkpoint)())).toMatchObject({ _tag: 'UnreadableWeights' })
      expect(left(await openCheckpoint(folder)())).toMatchObject({ _tag: 'TruncatedWeights' })
    }))
})
