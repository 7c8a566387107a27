import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { neededFiles } from '../../src/hub/needed-files.js'
import { isTextHere } from '../../src/hub/needed-text.js'

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
  const found = neededFiles(new Set(paths))
  return E.isRight(found) ? E.right(found.right.toSorted()) : found
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
    expect(needed([...single, 'README.md'])).toEqual(expected(single))
    expect(isTextHere(new Set(single), { _tag: 'T5' })).toBe(false)
    expect(isTextHere(new Set([...single, ...text]), { _tag: 'T5' })).toBe(true)
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
      const found = neededFiles(new Set([...text, ...folders].filter((path) => path !== gone)))
      expect(E.isLeft(found) && found.left.missing).toContain(gone === 'model_index.json' ? 'model_config.json' : gone)
    }
  })
})
