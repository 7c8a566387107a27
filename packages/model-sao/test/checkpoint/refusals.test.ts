import { appendFile, chmod, mkdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { skippedUnless } from '../../../../test/skipped-unless.js'
import { describeCheckpointError } from '../../src/checkpoint/describe.js'
import type { CheckpointError } from '../../src/checkpoint/errors.js'
import { openCheckpoint } from '../../src/checkpoint/open.js'
import { diffusers, editJson, encodeRaw, inFolder, left, onCopy, readRaw, rewrite, shard, single } from './support.js'

const LFS = 'version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 4852601232\n'
const HTML = '<!DOCTYPE html>\n<html class=""><head><title>Sign in - Hugging Face</title></head></html>'

/** The error of opening a checkpoint after `change`. */
const after = (original: string, change: (folder: string) => Promise<unknown>): Promise<CheckpointError> =>
  onCopy(original, async (folder) => {
    await change(folder)
    return left(await openCheckpoint(folder)())
  })

const said = async (original: string, change: (folder: string) => Promise<unknown>): Promise<string> =>
  describeCheckpointError(await after(original, change))

const remove =
  (...names: readonly string[]) =>
  async (folder: string) => {
    for (const name of names) await rm(join(folder, name), { recursive: true })
  }

const write = (name: string, text: string) => (folder: string) => writeFile(join(folder, name), text)

describe('a folder', () => {
  it('that is not there, or is a file, is refused', async () => {
    const missing = left(await openCheckpoint(join(single, 'nowhere'))())
    expect(describeCheckpointError(missing)).toMatch(/nowhere: there is no such folder; give the folder of a/)
    expect(left(await openCheckpoint(join(single, 'model_config.json'))())._tag).toBe('NoWeights')
  })

  it('of neither layout is refused with what it holds and what it must hold', async () => {
    await inFolder(async (folder) => {
      const refused = async (): Promise<string> => describeCheckpointError(left(await openCheckpoint(folder)()))
      expect(await refused()).toMatch(/it holds nothing; it must hold model_config.json/)
      await writeFile(join(folder, 'flux.safetensors'), '')
      expect(await refused()).toMatch(/no Stable Audio checkpoint: it holds flux.safetensors;/)
      for (let i = 0; i < 20; i++) await writeFile(join(folder, `letter-${i}.txt`), '')
      expect(await refused()).toMatch(
        /checkpoint: none of the 21 files and folders in it is part of one; it must hold model/,
      )
    })
  })

  it('without T5 or its tokenizer is refused with where those come from', async () => {
    for (const [name, wanted] of [
      ['text_encoder', 'text_encoder/model.safetensors'],
      ['tokenizer', 'tokenizer/tokenizer.json'],
      ['tokenizer/tokenizer_config.json', 'tokenizer/tokenizer_config.json'],
    ] as const) {
      const sentence = await said(single, remove(name))
      expect(sentence).toContain(`there is no ${wanted}; T5 and its tokenizer are not in the model's own weights`)
      expect(sentence).toContain('text_encoder/ and tokenizer/ of stabilityai/stable-audio-open-1.0')
    }
  })

  it.each([
    ['single', single, 'model.safetensors', 'model', 'model.safetensors'],
    ['diffusers', diffusers, 'transformer', 'denoiser', 'transformer/diffusion_pytorch_model.safetensors'],
    [
      'diffusers',
      diffusers,
      'vae/diffusion_pytorch_model.safetensors',
      'autoencoder',
      'vae/diffusion_pytorch_model.safetensors',
    ],
    ['diffusers', diffusers, 'projection_model', 'conditioner', 'projection_model/diffusion_pytorch_model.safetensors'],
    ['diffusers', diffusers, 'scheduler', 'scheduler configuration', 'scheduler/scheduler_config.json'],
    ['diffusers', diffusers, 'vae/config.json', 'autoencoder', 'vae/config.json'],
  ])('(%s) that misses a part is refused with the part and the file: %#', async (_, original, gone, part, file) => {
    const error = await after(original, remove(gone))
    expect(error).toMatchObject({ _tag: 'MissingPart', part })
    expect(describeCheckpointError(error)).toContain('fetch it from where the rest is from')
    // Of a whole folder that is not there, any of its files may be the one that is named.
    expect([file, `${gone}/config.json`]).toContain(error._tag === 'MissingPart' ? error.file : '')
  })

  it.each([
    ['model.pt', single, '.', 'model.safetensors'],
    ['pytorch_model.bin', single, 'text_encoder', 'model.safetensors'],
    ['diffusion_pytorch_model.bin', diffusers, 'vae', 'diffusion_pytorch_model.safetensors'],
  ])('that has only %s is refused with why it is not read', async (pickle, original, inside, weights) => {
    const sentence = await said(original, (folder) =>
      rename(join(folder, inside, weights), join(folder, inside, pickle)),
    )
    expect(sentence).toMatch(new RegExp(`${pickle}: these weights are pickled, .* fetch the .safetensors file`))
  })

  it('whose link leads nowhere is refused by the link', async () => {
    const relink = async (folder: string, name: string, to = 'gone') => {
      await rm(join(folder, name))
      await symlink(join(folder, to), join(folder, name))
    }
    expect(await said(single, (folder) => relink(folder, 'model.safetensors'))).toMatch(
      /model.safetensors: this is a link to/,
    )
    expect(await said(single, (folder) => relink(folder, 'model_config.json'))).toMatch(
      /model_config.json: this is a link to/,
    )
    expect((await after(single, (folder) => relink(folder, 'model_config.json', 'model_config.json')))._tag).toBe(
      'DanglingLink',
    )
  })

  const isRoot = process.getuid?.() === 0

  const withPermissions = skippedUnless(!isRoot, 'root may read every folder, so none is refused')
  it('that may not be read is refused', withPermissions, async () => {
    await onCopy(single, async (folder) => {
      await chmod(folder, 0)
      expect(left(await openCheckpoint(folder)())._tag).toBe('FolderUnreadable')
      await chmod(folder, 0o700)
    })
  })
})

describe('a file', () => {
  it.each(['model.safetensors', 'model_config.json', 'text_encoder/model.safetensors', 'text_encoder/config.json'])(
    '%s that is a git-LFS pointer or a login page is said to be one',
    async (name) => {
      expect(await said(single, write(name, LFS))).toMatch(
        new RegExp(`${name}: this is a git-LFS pointer.*git lfs pull`),
      )
      expect(await said(single, write(name, HTML))).toMatch(
        new RegExp(`${name}: this is an HTML page.*accept the licence`),
      )
    },
  )

  it('that is cut short is said to be, with both sizes', async () => {
    const whole = (await readFile(join(single, 'model.safetensors'))).length
    const error = await after(single, (folder) => truncate(join(folder, 'model.safetensors'), whole - 1000))
    expect(error).toMatchObject({ _tag: 'TruncatedWeights', needed: whole, found: whole - 1000 })
    expect(describeCheckpointError(error)).toMatch(/cut short: its header tells of \d+ bytes and there are \d+; finish/)
    expect((await after(single, (folder) => truncate(join(folder, 'model.safetensors'), 4000)))._tag).toBe(
      'TruncatedWeights',
    )
  })

  it('of weights that is longer than its header, empty, or another format, is refused by its name', async () => {
    const changes: readonly ((path: string) => Promise<unknown>)[] = [
      (path) => appendFile(path, 'x'),
      (path) => truncate(path, 0),
      (path) => writeFile(path, 'PK\u0003\u0004 and so on, a zip archive'),
    ]
    for (const change of changes) {
      const error = await after(single, (folder) => change(join(folder, 'model.safetensors')))
      expect(error._tag).toBe('UnreadableWeights')
      expect(describeCheckpointError(error)).toMatch(/copy\/model.safetensors: /)
    }
  })

  it('whose header claims to be enormous is refused at once', async () => {
    const head = new Uint8Array(16).fill(0x20)
    head.set([0, 0, 0, 0, 1, 0, 0, 0, 0x7b])
    const error = await after(single, (folder) => writeFile(join(folder, 'model.safetensors'), head))
    expect(error).toMatchObject({ _tag: 'UnreadableWeights', error: { _tag: 'TooLarge' } })
  })

  it('of weights in float64 is refused with the weight and the types that do', async () => {
    const sentence = await said(single, (folder) =>
      rewrite(join(folder, 'model.safetensors'), (raw, name) =>
        name === 'model.model.to_cond_embed.0.weight' ? { dtype: 'F64', shape: [64, 32], bytes: raw.bytes } : raw,
      ),
    )
    expect(sentence).toMatch(/to_cond_embed.0.weight is stored as float64; convert it to float32, float16 or bfloat16/)
  })

  it('that is not JSON, is not UTF-8, or is a folder, is refused by its name', async () => {
    expect(await said(single, write('model_config.json', '{"model_type": '))).toMatch(
      /model_config.json: it is not JSON/,
    )
    const notUtf8 = await after(single, (folder) =>
      writeFile(join(folder, 'model_config.json'), Uint8Array.of(0x7b, 0xff)),
    )
    expect(notUtf8._tag).toBe('UnreadableConfig')
    expect(
      await said(single, async (folder) => {
        await rm(join(folder, 'model_config.json'))
        await mkdir(join(folder, 'model_config.json'))
      }),
    ).toMatch(/model_config.json: it is a folder/)
    const long = await said(single, (folder) => truncate(join(folder, 'model_config.json'), 2 ** 25))
    expect(long).toMatch(/at most 16777216 are read/)
  })

  it('without one kind of weight is refused by the names that are missing', async () => {
    const error = await after(single, async (folder) => {
      const path = join(folder, 'model.safetensors')
      const kept = [...(await readRaw(path))].filter(([name]) => !name.startsWith('pretransform.'))
      await writeFile(path, encodeRaw(new Map(kept)))
    })
    expect(error).toEqual({ _tag: 'MissingWeight', name: 'pretransform.*' })
  })

  it('with a single weight of a kind is opened: which others it needs is the network to say', async () => {
    const opening = after(single, async (folder) => {
      const path = join(folder, 'model.safetensors')
      const all = [...(await readRaw(path))]
      const first = all.find(([name]) => name.startsWith('pretransform.'))?.[0]
      const kept = all.filter(([name]) => !name.startsWith('pretransform.') || name === first)
      await writeFile(path, encodeRaw(new Map(kept)))
    })
    await expect(opening).rejects.toThrow('it worked')
  })
})

describe('an index of shards', () => {
  const index = 'model.safetensors.index.json'
  const onSharded = (change: (folder: string) => Promise<unknown>) =>
    after(single, async (folder) => {
      await shard(folder, 'model', 2)
      await change(folder)
    })
  const weight = 'model.model.preprocess_conv.weight'

  it.each([
    '../model.safetensors',
    '/etc/passwd',
    'text_encoder/model.safetensors',
    '..',
    '',
    'a\\b.safetensors',
    'model.ckpt',
    'a\0.safetensors',
  ])('may not name %j', async (name) => {
    const error = await onSharded((folder) => editJson(join(folder, index), ['weight_map', weight], name))
    expect(error).toMatchObject({
      _tag: 'BadConfig',
      key: `weight_map.${weight}`,
      wrong: JSON.stringify(name),
      right: 'the bare name of a .safetensors file in the same folder',
    })
  })

  it('must name shards that are there and hold what it says', async () => {
    expect(await onSharded(remove('model-00002-of-00002.safetensors'))).toMatchObject({
      _tag: 'MissingPart',
      part: `shard that ${index} names`,
      file: 'model-00002-of-00002.safetensors',
    })
    const first = 'model-00001-of-00002.safetensors'
    expect(
      await onSharded((folder) => editJson(join(folder, index), ['weight_map', 'model.nothing'], first)),
    ).toMatchObject({ _tag: 'BadConfig', key: 'weight_map.model.nothing', right: 'the shard that holds this tensor' })
    expect(await onSharded((folder) => editJson(join(folder, index), ['weight_map'], []))).toMatchObject({
      _tag: 'BadConfig',
      key: 'weight_map',
    })
  })

  it('must not lead into several real folders', async () => {
    const error = await onSharded(async (folder) => {
      const name = 'model-00001-of-00002.safetensors'
      await mkdir(join(folder, 'elsewhere'))
      await rename(join(folder, name), join(folder, 'elsewhere', name))
      await symlink(join(folder, 'elsewhere', name), join(folder, name))
    })
    expect(error._tag).toBe('ScatteredShards')
  })
})

describe('the diffusers folders', () => {
  const transformer = 'transformer/diffusion_pytorch_model.safetensors'
  const without = (gone: string) => async (folder: string) => {
    const tensors = [...(await readRaw(join(folder, transformer)))].filter(([name]) => name !== gone)
    await writeFile(join(folder, transformer), encodeRaw(new Map(tensors)))
  }

  it('must hold each of the parts that the single file has in one', async () => {
    expect(await after(diffusers, without('transformer_blocks.1.attn1.to_k.weight'))).toEqual({
      _tag: 'MissingWeight',
      name: 'model.model.transformer.layers.1.self_attn.to_qkv.weight',
    })
    expect(await after(diffusers, without('transformer_blocks.0.attn2.to_v.weight'))).toEqual({
      _tag: 'MissingWeight',
      name: 'model.model.transformer.layers.0.cross_attn.to_kv.weight',
    })
  })

  it('must hold parts that go together', async () => {
    const error = await after(diffusers, (folder) =>
      rewrite(join(folder, transformer), (raw, name) =>
        name === 'transformer_blocks.0.attn1.to_v.weight' ? { ...raw, shape: [256, 64] } : raw,
      ),
    )
    expect(error).toMatchObject({ _tag: 'WrongShape', expected: [128, 128], actual: [256, 64] })
  })
})
