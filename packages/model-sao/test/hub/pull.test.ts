import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { COMMIT, REPOSITORY } from '../../../hub/test/fake-hub.js'
import { filesOf, hashes } from '../../../hub/test/scene.js'
import { openCheckpoint } from '../../src/checkpoint/open.js'
import { describeHubError } from '../../src/hub/index.js'
import { left, right, small, tiny, withHub } from './support.js'

const NAME = 'models--tiny--model'
const TEXT = 'google-t5/t5-base'

describe('pulling a checkpoint', () => {
  it('fetches what is needed into the standard layout, from which the checkpoint opens through the links', async () => {
    const files = await tiny()
    const needed = [...files.keys()].filter((path) => !/README|ckpt|wav/.test(path))
    await withHub({ files }, async ({ cache, pull, progress }) => {
      const { snapshot, commit } = right(await pull())
      expect(commit).toBe(COMMIT)
      const got = await filesOf(snapshot)
      expect(hashes(got)).toEqual(hashes(new Map([...files].filter(([path]) => needed.includes(path)))))
      expect(await readdir(join(cache, NAME, 'blobs'))).toHaveLength(needed.length)
      const total = [...got.values()].reduce((sum, { length }) => sum + length, 0)
      expect(progress.at(-1)).toEqual({ file: 'model.safetensors', bytes: total, total })
      const opened = await openCheckpoint(snapshot)()
      expect(E.isRight(opened) && opened.right.layout).toBe('single file')
    })
  })

  it('fetches T5 from its own repository where the checkpoint has none, and finds both again without a network', async () => {
    const files = await tiny()
    const inText = (path: string): string => path.replace(/^(?:text_encoder|tokenizer)\//, '')
    const text = new Map(
      [...files].filter(([path]) => inText(path) !== path).map(([path, bytes]) => [inText(path), bytes]),
    )
    const model = new Map([...files].filter(([path]) => inText(path) === path))
    await withHub({ files: model, others: new Map([[TEXT, text]]) }, async ({ hub, cache, pull }) => {
      const first = right(await pull())
      const { snapshot } = first
      expect(await readdir(join(cache, 'models--google-t5--t5-base', 'blobs'))).toHaveLength(4)
      const opened = await openCheckpoint(snapshot)()
      expect(E.isRight(opened) && opened.right.layout).toBe('single file')
      const { length } = hub.seen
      expect(right(await pull({ offline: true }))).toEqual(first)
      expect(right(await pull())).toEqual(first)
      expect(hub.seen.slice(length).map(({ path }) => path)).toEqual([
        '/api/models/tiny/model/revision/main?blobs=true',
      ])
    })
    await withHub(
      { files: model, others: new Map([[TEXT, new Map([...text].filter(([path]) => path !== 'tokenizer.json'))]]) },
      async ({ pull }) => {
        expect(left(await pull())).toMatchObject({ _tag: 'NoCheckpoint', missing: ['tokenizer.json'] })
      },
    )
  })

  it('fetches the weights that are asked for by name, with their own configuration, and says their path', async () => {
    const base = new Map([
      ...small,
      ['base_model.ckpt', Buffer.from('pickled')],
      ['base_model_config.json', Buffer.from('{"base": 1}')],
    ])
    await withHub({ files: base }, async ({ pull }) => {
      const { snapshot, model } = right(await pull({ weights: 'base_model' }))
      expect(model).toBe(join(snapshot, 'base_model.ckpt'))
      const fetched = [...(await filesOf(snapshot)).keys()]
      expect(fetched).toContain('base_model_config.json')
      expect(fetched).not.toContain('model.safetensors')
      expect(right(await pull({ weights: 'base_model', offline: true })).model).toBe(model)
      expect(left(await pull({ offline: true }))._tag).toBe('NotCached')
      expect(right(await pull()).model).toBe(snapshot)
      expect(left(await pull({ weights: 'other' }))).toMatchObject({ missing: ['other.safetensors'] })
    })
  })

  it('says what is missing where there is none, and that a pickle is none', async () => {
    const files = new Map(
      [...small].filter(([path]) => path !== 'model.safetensors').concat([['model.pt', Buffer.from('x')]]),
    )
    await withHub({ files }, async ({ hub, pull }) => {
      const error = left(await pull())
      expect(error).toEqual({
        _tag: 'NoCheckpoint',
        repository: REPOSITORY,
        missing: ['model.safetensors'],
        pickled: 'model.pt',
      })
      expect(describeHubError(error)).toContain('pickled')
      expect(hub.seen).toHaveLength(1)
    })
  })

  it('says of other errors what the hub says, and calls the token what its user does', async () => {
    const gated = { status: 401, headers: { 'x-error-code': 'GatedRepo' } }
    await withHub({ files: small, fault: ({ file }) => (file === undefined ? undefined : gated) }, async ({ pull }) => {
      const error = left(await pull())
      expect(error._tag).toBe('Gated')
      expect(describeHubError(error, '--token')).toContain('give it as --token, in HF_TOKEN')
    })
  })
})
