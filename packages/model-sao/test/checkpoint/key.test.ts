import { rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkpointKey } from '../../src/checkpoint/key.js'
import { openCheckpoint } from '../../src/checkpoint/open.js'
import { diffusers, editJson, encodeRaw, linkAway, onCopy, readRaw, rewrite, right, shard, single, toFloat16 } from './support.js'

const keyOf = async (folder: string): Promise<string> => checkpointKey(right(await openCheckpoint(folder)()))

const changed = (original: string, change: (folder: string) => Promise<unknown>): Promise<string> =>
  onCopy(original, async (folder) => {
    await change(folder)
    return keyOf(folder)
  })

describe('checkpointKey', () => {
  it('is a SHA-256 that stays what it is from release to release', async () => {
    expect(await keyOf(single)).toBe('9ed952482e876fe877c0d5acbe8a231e9e7b16095df5f48bf5dcc3d516bc8c05')
    expect(await keyOf(diffusers)).toBe('eceb6be9fa121dff1ca32a9bc294badd29345fe5f04a9e625dc32f5e7423bcd4')
  })

  it('does not depend on where the checkpoint lies, links, or the order of keys', async () => {
    const key = await keyOf(single)
    expect(await changed(single, () => Promise.resolve())).toBe(key)
    expect(await changed(single, (folder) => linkAway(folder, join(dirname(folder), 'blobs')))).toBe(key)
    expect(await changed(single, async (folder) => {
      const { configs } = right(await openCheckpoint(folder)())
      const reversed = Object.entries(configs['model_config.json'] ?? {}).toReversed()
      await editJson(join(folder, 'model_config.json'), [], Object.fromEntries(reversed))
    })).toBe(key)
  })

  it('depends on every configuration, and on every weight by its name, type, shape and place', async () => {
    const weights = 'model.safetensors'
    const keys = await Promise.all([
      keyOf(single),
      keyOf(diffusers),
      changed(single, (folder) => editJson(join(folder, 'model_config.json'), ['sample_size'], 8192)),
      changed(single, (folder) => editJson(join(folder, 'text_encoder/config.json'), ['layer_norm_epsilon'], 1e-5)),
      changed(single, (folder) => rewrite(join(folder, weights), toFloat16)),
      changed(single, (folder) => shard(folder, 'model', 2)),
      changed(single, (folder) => shard(folder, 'model', 3)),
      changed(single, (folder) => rewrite(join(folder, weights), (raw, name) =>
        name.endsWith('preprocess_conv.weight') ? { ...raw, shape: [64] } : raw)),
      changed(single, async (folder) => {
        const tensors = [...(await readRaw(join(folder, weights)))]
        await writeFile(join(folder, weights), encodeRaw(new Map(tensors.toReversed())))
      }),
      changed(single, async (folder) => {
        const tensors = [...(await readRaw(join(folder, weights)))]
        const renamed = tensors.map(([name, raw]) => [name.replace('to_global', 'to_globe'), raw] as const)
        await writeFile(join(folder, `${weights}.new`), encodeRaw(new Map(renamed)))
        await rename(join(folder, `${weights}.new`), join(folder, weights))
      }),
    ])
    expect(new Set(keys).size).toBe(keys.length)
  })
})
