import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { blobOf } from '../../../hub/test/fake-hub.js'
import { filesOf, hashes } from '../../../hub/test/scene.js'
import { licencesOf } from '../../src/hub/licences.js'
import { neededFiles } from '../../src/hub/needed-files.js'
import { left, right, withHub } from './support.js'

const TEXT = 't5gemma-b-b-ul2'
const checkpoint = fileURLToPath(new URL('../../../../fixtures/tiny-sa3-small/checkpoint/', import.meta.url))
const config = await readFile(join(checkpoint, 'model_config.json'))

/** A few bytes under every name that a repository of Stable Audio 3 has, under its real configuration. */
const repository: ReadonlyMap<string, Uint8Array> = new Map(
  [
    'LICENSE.md',
    'LICENSE_GEMMA.md',
    'NOTICE',
    'model.safetensors',
    `${TEXT}/config.json`,
    `${TEXT}/model.safetensors`,
    `${TEXT}/tokenizer.json`,
    `${TEXT}/tokenizer.model`,
    `${TEXT}/tokenizer_config.json`,
    `${TEXT}/special_tokens_map.json`,
  ].map((path) => [path, Buffer.from(`what is in ${path}`)]),
).set('model_config.json', config)

const others = new Map(['README.md', `${TEXT}/README.md`, 'img/a.png'].map((path) => [path, Buffer.from('other')]))

/** The repository without some of its files, and with another configuration if one is given. */
const without = (gone: RegExp, json: Uint8Array = config): ReadonlyMap<string, Uint8Array> =>
  new Map([...repository].filter(([path]) => !gone.test(path))).set('model_config.json', json)

const licences = [
  { name: 'Stability AI Community License', of: 'the model', file: 'LICENSE.md' },
  { name: 'Gemma Terms of Use', of: 'its text encoder', file: 'LICENSE_GEMMA.md' },
  { name: 'notices', of: 'the model', file: 'NOTICE' },
]

describe('pulling Stable Audio 3', () => {
  it('fetches the model, the text encoder in its folder, and both licences, and finds them without a network', () =>
    withHub({ files: new Map([...repository, ...others]) }, async ({ hub, cache, pull }) => {
      const pulled = right(await pull())
      expect(hashes(await filesOf(pulled.snapshot))).toEqual(
        hashes(new Map([...repository].toSorted(([a], [b]) => (a < b ? -1 : 1)))),
      )
      expect(pulled.licences).toEqual(licences)
      expect(hub.seen.filter(({ path }) => path.includes('t5-base'))).toEqual([])
      const { length } = hub.seen
      expect(right(await pull({ offline: true }))).toEqual(pulled)
      expect(hub.seen).toHaveLength(length)
      const tokenizer = `${TEXT}/tokenizer.json`
      await rm(join(cache, 'models--tiny--model/blobs', blobOf(tokenizer, repository.get(tokenizer) ?? Buffer.of())))
      expect(left(await pull({ offline: true }))._tag).toBe('NotCached')
    }))

  it.each(['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'])(
    'says that %s of the text encoder is missing before anything large is fetched',
    (name) =>
      withHub({ files: without(new RegExp(`^${TEXT}/${name.replace('.', '\\.')}$`)) }, async ({ hub, pull }) => {
        expect(left(await pull())).toMatchObject({ _tag: 'NoCheckpoint', missing: [`${TEXT}/${name}`] })
        expect(hub.seen.flatMap(({ file }) => file ?? [])).toEqual(['model_config.json'])
      }),
  )

  it('never takes T5 for the text encoder of one that has none, nor a folder of another repository', async () => {
    const text = new Map([['config.json', Buffer.from('{}')]])
    await withHub(
      { files: without(/^t5gemma/), others: new Map([['google-t5/t5-base', text]]) },
      async ({ hub, pull }) => {
        expect(left(await pull())).toMatchObject({ _tag: 'NoCheckpoint' })
        expect(hub.seen.filter(({ path }) => path.includes('t5-base'))).toEqual([])
      },
    )
    const leaving = Buffer.from(config.toString('utf8').replace(`"${TEXT}"`, '"../elsewhere"'))
    await withHub({ files: without(/^none/, leaving) }, async ({ pull }) => {
      expect(left(await pull())).toMatchObject({
        missing: ['text encoder in a folder that its configuration names'],
      })
    })
  })

  it('has its licences accepted first, and asks for nothing large before', () => {
    const gated = { status: 401, headers: { 'x-error-code': 'GatedRepo' } }
    return withHub(
      { files: repository, fault: ({ file }) => (file === undefined ? undefined : gated) },
      async ({ hub, pull }) => {
        expect(left(await pull())._tag).toBe('Gated')
        expect(hub.seen).toHaveLength(2)
      },
    )
  })
})

describe('pulling an autoencoder alone', () => {
  it('fetches two files and its licence, and nothing to tell text by', () => {
    const alone = without(new RegExp(`^${TEXT}|GEMMA|NOTICE`), Buffer.from('{"model_type": "autoencoder"}'))
    return withHub({ files: alone }, async ({ hub, pull }) => {
      const pulled = right(await pull())
      expect([...(await filesOf(pulled.snapshot)).keys()]).toEqual([
        'LICENSE.md',
        'model.safetensors',
        'model_config.json',
      ])
      expect(pulled.licences).toEqual([{ name: 'licence', of: 'the model', file: 'LICENSE.md' }])
      expect(hub.seen.filter(({ path }) => path.includes('t5-base'))).toEqual([])
      expect(right(await pull({ offline: true }))).toEqual(pulled)
    })
  })
})

const folders = [
  'model_index.json',
  'scheduler/scheduler_config.json',
  'text_encoder/config.json',
  'text_encoder/model.safetensors',
  'tokenizer/tokenizer.json',
  'tokenizer/tokenizer_config.json',
  ...['transformer', 'vae', 'duration_embedder'].flatMap((part) => [
    `${part}/config.json`,
    `${part}/diffusion_pytorch_model.safetensors`,
  ]),
]

describe('the files of the diffusers folders of Stable Audio 3', () => {
  it('are those of its own parts, each of which must be there', () => {
    const needed = (paths: readonly string[]) => neededFiles(new Set(paths))
    expect(needed(folders)).toEqual(E.right(folders))
    for (const gone of folders.filter((path) => path !== 'model_index.json')) {
      expect(needed(folders.filter((path) => path !== gone))).toMatchObject(E.left({ missing: [gone] }))
    }
  })
})

describe('pulling the diffusers folders of Stable Audio 3', () => {
  const named = (pipeline: string): ReadonlyMap<string, Uint8Array> =>
    new Map([...folders, 'LICENSE.md'].map((path) => [path, Buffer.from(`what is in ${path}`)] as const)).set(
      'model_index.json',
      Buffer.from(JSON.stringify({ _class_name: pipeline })),
    )

  it.each([
    ['StableAudio3Pipeline', [licences[0], { ...licences[1], file: undefined }]],
    ['StableAudioPipeline', [{ name: 'licence', of: 'the model', file: 'LICENSE.md' }]],
  ])('of a %s names its terms, with a network and without', (pipeline, terms) =>
    withHub({ files: named(pipeline) }, async ({ pull }) => {
      const pulled = right(await pull())
      expect(pulled.licences).toEqual(terms)
      expect(right(await pull({ offline: true }))).toEqual(pulled)
    }),
  )
})

describe('the licences of Stable Audio 3', () => {
  it('are two, whether their files came along or not', () => {
    expect(licencesOf('Stable Audio 3 base', ['model.safetensors'])).toEqual(
      licences.slice(0, 2).map((one) => ({ ...one, file: undefined })),
    )
  })
})
