import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { neededFiles } from '../../src/hub/needed-files.js'
import { isSafePath } from '../../src/hub/safe-path.js'
import { hubSettings } from '../../src/hub/settings.js'
import { cacheFailure } from '../../src/hub/system-error.js'
import { readToken, tokenOf } from '../../src/hub/token.js'
import { inFolder, left, right } from './support.js'

const text = [
  'text_encoder/config.json',
  'text_encoder/model.safetensors',
  'tokenizer/tokenizer.json',
  'tokenizer/tokenizer_config.json',
]
const single = ['model_config.json', 'model.safetensors']
const PARTS = ['transformer', 'vae', 'projection_model']
const folders = [
  'model_index.json',
  'scheduler/scheduler_config.json',
  ...PARTS.flatMap((part) => [`${part}/config.json`, `${part}/diffusion_pytorch_model.safetensors`]),
]
const others = [
  'README.md',
  'model.ckpt',
  'tokenizer/spiece.model',
  'tokenizer/x.bin',
  'vae/diffusion_pytorch_model.bin',
]

const needed = (paths: readonly string[]): E.Either<unknown, readonly string[]> => {
  const found = neededFiles(paths.map((path) => ({ path })))
  return E.isRight(found) ? E.right(found.right.files.map(({ path }) => path).toSorted()) : found
}

const expected = (...paths: readonly (readonly string[])[]) => E.right(paths.flat().toSorted())

describe('the files that are needed', () => {
  it('are those of the single file, where both layouts are there, in any order of the listing', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...text, ...single, ...folders, ...others], { minLength: 19 }), (paths) => {
        expect(needed(paths)).toEqual(expected(text, single, ['tokenizer/spiece.model']))
      }),
    )
  })

  it('are the folders where only they are whole', () => {
    expect(needed([...text, ...folders])).toEqual(expected(text, folders))
    expect(needed([...text, ...folders, 'model_config.json', 'model.ckpt'])).toEqual(expected(text, folders))
  })

  it('may be shards, all of which must be there', () => {
    const shard = (i: number): string => `text_encoder/model-0000${i}-of-00003.safetensors`
    const config = [...single, ...text.filter((path) => !path.endsWith('model.safetensors'))]
    const shards = ['text_encoder/model.safetensors.index.json', shard(1), shard(2), shard(3)]
    const odd = ['text_encoder/model-00001-of-00003.fp16.safetensors', 'text_encoder/xmodel-00001-of-00003.safetensors']
    expect(needed([...config, ...shards, ...odd])).toEqual(expected(config, shards))
    for (const gone of [shard(1), shard(3)]) {
      expect(needed([...config, ...shards.filter((path) => path !== gone)])).toEqual(
        E.left({ missing: ['text_encoder/model-*-of-*.safetensors'], pickled: undefined }),
      )
    }
  })

  it('may be of half precision where there is nothing else', () => {
    const half = 'vae/diffusion_pytorch_model.fp16.safetensors'
    const paths = [...text, ...folders, half].filter((path) => path !== 'vae/diffusion_pytorch_model.safetensors')
    expect(needed(paths)).toEqual(expected(paths))
    expect(needed([...text, ...folders, half])).toEqual(expected(text, folders))
    const sharded = 'model.safetensors.index.fp16.json'
    const halves = ['model.fp16-00001-of-00002.safetensors', 'model.fp16-00002-of-00002.safetensors']
    expect(needed([...text, 'model_config.json', sharded, ...halves])).toEqual(
      expected(text, ['model_config.json', sharded], halves),
    )
  })

  it('of a single file may lack the text encoder wholly, and its weights may have a name of their own', () => {
    const alone = (paths: readonly string[]) => neededFiles(paths.map((path) => ({ path })))
    const files = single.map((path) => ({ path }))
    expect(alone([...single, 'README.md'])).toEqual(E.right({ files, hasText: false }))
    expect(alone([...single, ...text])).toMatchObject({ right: { hasText: true } })
    expect(needed(['model_config.json', 'Foundation_1.safetensors'])).toEqual(
      expected(['model_config.json', 'Foundation_1.safetensors']),
    )
    expect(needed(['model_config.json', 'tuned.ckpt'])).toEqual(expected(['model_config.json', 'tuned.ckpt']))
    expect(needed(['model_config.json', 'model.ckpt', 'base_model.ckpt'])).toEqual(
      expected(['model_config.json', 'model.ckpt']),
    )
    expect(needed(['model_config.json', 'a.safetensors', 'b.safetensors'])).toEqual(
      E.left({ missing: ['model.safetensors'], pickled: undefined }),
    )
  })

  it('are missing one by one', () => {
    for (const gone of [...text, ...single]) {
      expect(needed([...text, ...single].filter((path) => path !== gone))).toEqual(
        E.left({ missing: [gone], pickled: undefined }),
      )
    }
    for (const gone of folders) {
      const found = neededFiles([...text, ...folders].filter((path) => path !== gone).map((path) => ({ path })))
      expect(E.isLeft(found) && found.left.missing).toContain(gone === 'model_index.json' ? 'model_config.json' : gone)
    }
  })
})

describe('the settings', () => {
  it('are those of the hub library', () => {
    const home = '/people/me'
    expect(hubSettings({}, home)).toEqual({
      endpoint: 'https://huggingface.co',
      cache: '/people/me/.cache/huggingface/hub',
      offline: false,
      tokenFile: '/people/me/.cache/huggingface/token',
    })
    expect(hubSettings({ XDG_CACHE_HOME: '/x' }, home)).toMatchObject({
      cache: '/x/huggingface/hub',
      tokenFile: '/x/huggingface/token',
    })
    const env = { XDG_CACHE_HOME: '/x', HF_HOME: '~/hf', HF_HUB_OFFLINE: 'true', HF_ENDPOINT: 'https://mirror' }
    expect(hubSettings(env, home)).toEqual({
      endpoint: 'https://mirror',
      cache: '/people/me/hf/hub',
      offline: true,
      tokenFile: '/people/me/hf/token',
    })
    expect(hubSettings({ HF_HOME: '/h', HUGGINGFACE_HUB_CACHE: '/old', HF_TOKEN_PATH: '/t' }, home)).toMatchObject({
      cache: '/old',
      tokenFile: '/t',
    })
    expect(
      hubSettings({ HF_HUB_CACHE: '/new', HUGGINGFACE_HUB_CACHE: '/old', HF_HUB_OFFLINE: '0' }, home),
    ).toMatchObject({ cache: '/new', offline: false })
  })
})

describe('the token', () => {
  const file = { path: '/hf/token', text: 'hf_file\n' }

  it('is the one asked for, else that of the environment, else that of the file', () => {
    const env = { HF_TOKEN: ' hf_env ', HUGGING_FACE_HUB_TOKEN: 'hf_old' }
    expect(right(tokenOf({ option: 'hf_option', env, file }))).toEqual({ value: 'hf_option', source: '--token' })
    expect(right(tokenOf({ option: ' ', env, file }))).toEqual({ value: 'hf_env', source: 'HF_TOKEN' })
    expect(right(tokenOf({ option: undefined, env: { ...env, HF_TOKEN: '' }, file }))).toEqual({
      value: 'hf_old',
      source: 'HUGGING_FACE_HUB_TOKEN',
    })
    expect(right(tokenOf({ option: undefined, env: {}, file }))).toEqual({ value: 'hf_file', source: '/hf/token' })
    expect(right(tokenOf({ option: undefined, env: {}, file: { ...file, text: undefined } }))).toBeUndefined()
  })

  it('is read from the file only where nothing comes before it', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'token')
      expect(right(await readToken(undefined, {}, path)())).toBeUndefined()
      await writeFile(path, 'hf_file\n')
      expect(right(await readToken(undefined, {}, path)())).toEqual({ value: 'hf_file', source: path })
      const taken = join(folder, 'folder')
      await mkdir(taken)
      expect(right(await readToken('hf_option', {}, taken)())?.value).toBe('hf_option')
      expect(left(await readToken(undefined, {}, taken)())).toEqual({
        _tag: 'BadToken',
        source: taken,
        wrong: 'cannot be read',
      })
      await writeFile(path, 'two words')
      expect(left(await readToken(undefined, {}, path)())).toMatchObject({ _tag: 'BadToken', source: path })
    })
  })
})

describe('a safe path', () => {
  it('stays inside whatever folder it is joined to', () => {
    const part = fc.oneof(fc.constantFrom('.', '..', '', '\\', '\0', 'a'), fc.string())
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
        const path = parts.join('/')
        expect(isSafePath(path) && !join('/base/folder', path).startsWith('/base/folder/')).toBe(false)
      }),
    )
    const plain = ['a', 'a/b', 'text_encoder/model-00001-of-00002.safetensors', '.gitattributes', 'a b/ü', '..a']
    expect(plain.every(isSafePath)).toBe(true)
  })
})

describe('a failure of the disk', () => {
  it('is told apart: full, not allowed, stopped', () => {
    const failing = (code: string) => cacheFailure('/c')(Object.assign(new Error('with hf_secret'), { code }))
    expect(left(E.left(failing('ENOSPC')))).toEqual({ _tag: 'DiskFull', path: '/c' })
    expect(left(E.left(failing('EDQUOT')))).toEqual({ _tag: 'DiskFull', path: '/c' })
    expect(left(E.left(failing('EACCES')))).toEqual({
      _tag: 'CacheUnusable',
      path: '/c',
      reason: 'permission is denied',
    })
    expect(left(E.left(failing('EIO')))).toEqual({ _tag: 'CacheUnusable', path: '/c', reason: 'it failed with EIO' })
    expect(left(E.left(failing('ABORT_ERR')))).toEqual({ _tag: 'Aborted' })
  })
})
