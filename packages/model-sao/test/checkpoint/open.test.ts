import { cp, readdir, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Checkpoint } from '../../src/checkpoint/checkpoint.js'
import { openCheckpoint } from '../../src/checkpoint/open.js'
import {
  diffusers,
  encodeRaw,
  inFolder,
  left,
  linkAway,
  onCopy,
  readRaw,
  rewrite,
  right,
  shard,
  single,
  toBfloat16,
  toFloat16,
  valuesOf,
} from './support.js'

/** The one tensor that diffusers computes and does not store. */
const COMPUTED = 'model.model.transformer.rotary_pos_emb.inv_freq'

const open = async (folder: string): Promise<Checkpoint> => right(await openCheckpoint(folder)())

/** The names whose weights differ from those of the single-file checkpoint by more than `tolerance` of the largest. */
const different = async ({ stored }: Checkpoint, tolerance = 0): Promise<readonly string[]> => {
  const original = (await open(single)).stored.filter(({ name }) => name !== COMPUTED)
  const [expected, actual] = [await valuesOf(original), await valuesOf(stored)]
  const near = (a: Float32Array, b: Float32Array): boolean => {
    const most = tolerance * a.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
    return a.length === b.length && a.every((value, i) => Math.abs(value - (b[i] ?? NaN)) <= most)
  }
  return [...expected]
    .filter(([name, values]) => !near(values, actual.get(name) ?? new Float32Array(0)))
    .map(([name]) => name)
}

describe('openCheckpoint', () => {
  it('finds every tensor of a single-file checkpoint where it lies', async () => {
    const checkpoint = await open(single)
    const stored = [
      ...(await readRaw(join(single, 'model.safetensors'))),
      ...(await readRaw(join(single, 'text_encoder/model.safetensors'))),
    ]
    expect(checkpoint.layout).toBe('single file')
    expect(checkpoint.weights.names.toSorted()).toEqual(stored.map(([name]) => name).toSorted())
    for (const [name, { shape, bytes }] of stored) {
      const { parts } = right(checkpoint.weights.get(name, shape))
      expect(parts.map(({ length, type }) => [length, type])).toEqual([[bytes.length, 'float32']])
    }
    expect(await different(checkpoint)).toEqual([])
  })

  it('reads the geometry and the conditioning from the configuration', async () => {
    const { config } = await open(single)
    expect(config).toMatchObject({
      sampleRate: 44100,
      sampleSize: 16384,
      audioChannels: 2,
      latentChannels: 8,
      frameSamples: 64,
      objective: 'v',
      crossAttentionIds: ['prompt', 'seconds_start', 'seconds_total'],
      globalIds: ['seconds_start', 'seconds_total'],
    })
  })

  it('finds the same weights by the same names in the diffusers folders', async () => {
    const [one, folders] = [await open(single), await open(diffusers)]
    expect(folders.layout).toBe('diffusers')
    expect(folders.weights.names.toSorted()).toEqual(one.weights.names.filter((name) => name !== COMPUTED).toSorted())
    for (const { name, shape } of folders.stored) expect(right(one.weights.get(name, shape)).shape).toEqual(shape)
    expect(await different(folders)).toEqual([])
  })

  it('reads the same configuration from the diffusers folders, but for what the pipeline does not say', async () => {
    const [one, folders] = [await open(single), await open(diffusers)]
    // How a training run calls its encoder says nothing about the model.
    const { iterate_batch: _, ...pretransform } = Object(one.config.pretransform)
    expect(folders.config).toEqual({ ...one.config, pretransform })
    expect(folders.partConfigs).toEqual(one.partConfigs)
    expect(folders.textConfig).toEqual(one.textConfig)
  })

  it('says where each part lies', async () => {
    const { folders, tokenizer } = await open(diffusers)
    const real = await realpath(diffusers)
    expect(folders).toEqual({
      denoiser: join(real, 'transformer'),
      autoencoder: join(real, 'vae'),
      conditioner: join(real, 'projection_model'),
      'text encoder': join(real, 'text_encoder'),
    })
    expect(tokenizer).toEqual({
      tokenizer: join(diffusers, 'tokenizer/tokenizer.json'),
      config: join(diffusers, 'tokenizer/tokenizer_config.json'),
    })
  })

  it('takes the single file where a folder holds both layouts, and diffusers where only its weights are there', async () => {
    await onCopy(single, async (folder) => {
      await cp(diffusers, folder, { recursive: true })
      expect((await open(folder)).layout).toBe('single file')
      await rm(join(folder, 'model.safetensors'))
      expect((await open(folder)).layout).toBe('diffusers')
    })
  })

  it('reads shards through their index', async () => {
    await onCopy(single, async (folder) => {
      await shard(folder, 'model', 3)
      await shard(join(folder, 'text_encoder'), 'model', 2)
      const checkpoint = await open(folder)
      expect(new Set(checkpoint.stored.flatMap(({ parts }) => parts.map(({ file }) => basename(file)))).size).toBe(5)
      expect(await different(checkpoint)).toEqual([])
    })
    await onCopy(diffusers, async (folder) => {
      await shard(join(folder, 'transformer'), 'diffusion_pytorch_model', 4)
      expect(await different(await open(folder))).toEqual([])
    })
  })

  it.each([
    ['float16', toFloat16, 2 ** -9],
    ['bfloat16', toBfloat16, 2 ** -6],
  ] as const)('reads weights of %s', async (type, change, tolerance) => {
    await onCopy(single, async (folder) => {
      await rewrite(join(folder, 'model.safetensors'), change)
      const checkpoint = await open(folder)
      const model = checkpoint.stored.filter(({ name }) => name.startsWith('model.'))
      expect(new Set(model.flatMap(({ parts }) => parts.map((part) => part.type)))).toEqual(new Set([type]))
      expect(await different(checkpoint, tolerance)).toEqual([])
      expect(await different(checkpoint)).not.toEqual([])
    })
  })

  it('reads mixed precisions, and the fp16 variant of diffusers', async () => {
    await onCopy(diffusers, async (folder) => {
      const path = join(folder, 'transformer/diffusion_pytorch_model.safetensors')
      await rewrite(path, (raw, name) =>
        name.includes('to_k') ? toBfloat16(raw) : name.includes('to_q') ? toFloat16(raw) : raw,
      )
      await rename(path, path.replace('.safetensors', '.fp16.safetensors'))
      const checkpoint = await open(folder)
      const fused = right(
        checkpoint.weights.get('model.model.transformer.layers.0.self_attn.to_qkv.weight', [384, 128]),
      )
      expect(fused.parts.map(({ type }) => type)).toEqual(['float16', 'bfloat16', 'float32'])
      expect(await different(checkpoint, 2 ** -6)).toEqual([])
    })
  })

  it.each([
    ['single-file', single],
    ['diffusers', diffusers],
  ])('follows symbolic links to the real files of a %s checkpoint', async (_, original) => {
    await onCopy(original, async (folder) => {
      const blobs = join(dirname(folder), 'blobs')
      await linkAway(folder, blobs)
      const checkpoint = await open(folder)
      const files = new Set(checkpoint.stored.flatMap(({ parts }) => parts.map(({ file }) => dirname(file))))
      expect(files).toEqual(new Set([await realpath(blobs)]))
      expect(new Set(Object.values(checkpoint.folders))).toEqual(files)
      expect(await different(checkpoint)).toEqual([])
    })
  })

  it('reads a folder that is itself a link, and changes nothing in it', async () => {
    await inFolder(async (parent) => {
      const before = await readdir(single, { recursive: true })
      await symlink(single, join(parent, 'link'))
      expect(await different(await open(join(parent, 'link')))).toEqual([])
      expect(await readdir(single, { recursive: true })).toEqual(before)
    })
  })

  it('takes the embedding of a text encoder under either of its names, and leaves a decoder out', async () => {
    const renamed = (from: string, to: string) =>
      onCopy(single, async (folder) => {
        const path = join(folder, 'text_encoder/model.safetensors')
        const tensors = [...(await readRaw(path))].map(([name, raw]) => [name === from ? to : name, raw] as const)
        const decoder = { dtype: 'F32', shape: [1], bytes: new Uint8Array(4) }
        await writeFile(path, encodeRaw(new Map([...tensors, ['decoder.final_layer_norm.weight', decoder]])))
        const checkpoint = await open(folder)
        expect(checkpoint.weights.names).not.toContain('decoder.final_layer_norm.weight')
        expect(checkpoint.weights.names).not.toContain('encoder.embed_tokens.weight')
        return different(checkpoint)
      })
    expect(await renamed('shared.weight', 'encoder.embed_tokens.weight')).toEqual([])
    expect(await renamed('shared.weight', 'shared.weight')).toEqual([])
  })

  it('answers a name that is not there, and a shape that is not so, with a value', async () => {
    const { weights } = await open(single)
    expect(left(weights.get('model.model.nothing', [1]))).toEqual({
      _tag: 'MissingWeight',
      name: 'model.model.nothing',
    })
    const name = 'model.model.transformer.project_in.weight'
    expect(left(weights.get(name, [128, 9]))).toEqual({
      _tag: 'WrongShape',
      name,
      expected: [128, 9],
      actual: [128, 8],
    })
    expect(left(weights.get('__proto__', []))._tag).toBe('MissingWeight')
  })
})
