import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { anyText } from '../../../../test/any-text.js'
import { skippedUnless } from '../../../../test/skipped-unless.js'
import { openT5Tokenizer as openTokenizer } from '../../src/text/t5/tokenizer.js'
import { withValue } from '../checkpoint/support.js'
import { RECORDED } from './recorded-ids.js'
import { fixtures, golden, left, right, single, tokenizerJson } from './support.js'

const VOCABULARY = 395
const END = 1

const Index = t.type({ prompts: t.array(t.string), max_length: t.number })
const readAs = async <A>(codec: t.Type<A>, file: string): Promise<A> => {
  const json: unknown = JSON.parse(await readFile(file, 'utf8'))
  if (!codec.is(json)) throw new Error(`${file} is not ${codec.name}`)
  return json
}

const tiny = async () => right(await openTokenizer(tokenizerJson, VOCABULARY)())

const inFolder = async <A>(use: (folder: string) => Promise<A>): Promise<A> => {
  const folder = await mkdtemp(join(tmpdir(), 'sigmastream-tokenizer-'))
  return use(folder).finally(() => rm(folder, { recursive: true }))
}

/** The error for the tiny tokenizer with another value under a path of keys. */
const withChange = (keys: readonly (string | number)[], value: unknown, vocabulary = VOCABULARY) =>
  inFolder(async (folder) => {
    const file = join(folder, 'tokenizer.json')
    const json: unknown = JSON.parse(await readFile(tokenizerJson, 'utf8'))
    await writeFile(file, JSON.stringify(withValue(json, keys, value)))
    return left(await openTokenizer(file, vocabulary)())
  })

describe('openTokenizer', () => {
  it('gives the recorded ids and mask, padded and cut to the length of the configuration', async () => {
    const { prompts, max_length } = await readAs(Index, join(fixtures, 'expected.json'))
    const { ids, mask } = (await tiny()).batch(prompts, max_length)
    expect(Array.from(ids, Number)).toEqual([...(await golden('t5.input_ids')).data])
    expect([...mask]).toEqual([...(await golden('t5.attention_mask')).data])
  })

  it('agrees with Python on combining marks, control characters, white space, and special tokens in the text', async () => {
    const { encode } = await tiny()
    expect(RECORDED.map(([text]) => [text, encode(text)])).toEqual(RECORDED.map(([text, ids]) => [text, ids]))
  })

  const t5 = fileURLToPath(new URL('../../../../../shared/t5-tokenizer', import.meta.url))
  const isThere = existsSync(join(t5, 'tokenizer.json'))
  const withVocabulary = skippedUnless(
    isThere,
    'no ../shared/t5-tokenizer beside this repository, whose vocabulary is compared',
  )
  it("gives Python's ids with T5's own vocabulary", withVocabulary, async () => {
    const recorded = await readAs(
      t.array(t.type({ text: t.string, ids: t.array(t.number) })),
      join(t5, 'expected.json'),
    )
    const { encode } = right(await openTokenizer(join(t5, 'tokenizer.json'), 32128)())
    expect(recorded.map(({ text }) => ({ text, ids: encode(text) }))).toEqual(recorded)
    expect(RECORDED.map(([text]) => [text, encode(text)])).toEqual(RECORDED.map(([text, , ids]) => [text, ids]))
  })

  it('takes any string, and gives ids of the vocabulary that end with the end token, cut to the length or padded', async () => {
    const { encode, batch } = await tiny()
    const text = fc.oneof(anyText, fc.string({ unit: 'grapheme', maxLength: 60 }))
    fc.assert(
      fc.property(fc.array(text, { maxLength: 3 }), fc.integer({ min: 1, max: 12 }), (prompts, length) => {
        const { ids, mask } = batch(prompts, length)
        prompts.forEach((prompt, row) => {
          const all = encode(prompt)
          const kept = all.length <= length ? all : [...all.slice(0, length - 1), END]
          const padding = Array.from({ length: length - kept.length }, () => 0)
          expect(all.every((id) => id >= 0 && id < VOCABULARY)).toBe(true)
          expect(all.at(-1)).toBe(END)
          expect(Array.from(ids.subarray(row * length, (row + 1) * length), Number)).toEqual([...kept, ...padding])
          expect([...mask.subarray(row * length, (row + 1) * length)]).toEqual([...kept.map(() => 1), ...padding])
        })
      }),
      { numRuns: 40 },
    )
  })

  it('takes a prompt of a million characters, and keeps its first tokens', async () => {
    const { batch } = await tiny()
    const [long, short] = ['rain '.repeat(200_000), 'rain '.repeat(40)].map((prompt) => batch([prompt], 32).ids)
    expect(long).toEqual(short)
  })

  it('refuses another kind of tokenizer by the key that says so', async () => {
    expect(await withChange(['model', 'type'], 'BPE')).toMatchObject({
      _tag: 'BadConfig',
      key: 'model.type',
      wrong: '"BPE"',
    })
    expect(await withChange(['normalizer'], { type: 'Lowercase' })).toMatchObject({ key: 'normalizer.type' })
    expect(await withChange(['pre_tokenizer'], { type: 'ByteLevel' })).toMatchObject({ key: 'pre_tokenizer.type' })
    expect(await withChange(['post_processor'], null)).toMatchObject({ key: 'post_processor.type' })
    expect(await withChange(['model', 'vocab', 7], 'rain')).toMatchObject({
      key: expect.stringMatching(/^model\.vocab\[7\]/),
    })
    expect(await withChange(['model', 'byte_fallback'], true)).toMatchObject({ key: 'model.byte_fallback' })
    expect(await withChange([], 'text')).toMatchObject({ key: 'model.type' })
  })

  it('says what of a prompt is cut off: from the first word on that is not read whole', async () => {
    const { cut, encode, batch } = await tiny()
    const words = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 'drum' : 'bell'))
    const prompt = words.join(' ')
    expect(cut('drum', 32)).toBeNull()
    const found = cut(prompt, 32)
    expect(found).toMatchObject({ tokens: encode(prompt).length, counted: 32 })
    const unheard = found?.unheard ?? ''
    const heard = prompt.slice(0, prompt.length - unheard.length).trim()
    expect(words.join(' ')).toBe(`${heard} ${unheard}`)
    // What is heard fits, with the next word it does not; and what is cut off changes nothing of what is read.
    expect(encode(heard).length).toBeLessThanOrEqual(32)
    expect(encode(`${heard} ${unheard.split(' ')[0]}`).length).toBeGreaterThan(32)
    expect(batch([`${heard} ${unheard} rain`], 32).ids).toEqual(batch([prompt], 32).ids)
    expect(cut('x'.repeat(90), 8)?.unheard).toBe('x'.repeat(90))
  })

  it('does not run a regular expression of the file', async () => {
    const replace = { type: 'Replace', pattern: { Regex: '(a+)+$' }, content: '' }
    expect(await withChange(['normalizer'], { type: 'Sequence', normalizers: [replace] })).toMatchObject({
      _tag: 'BadConfig',
    })
  })

  it('refuses ids that the embedding has no row for, and a table of characters that is none', async () => {
    expect(await withChange(['version'], '1.0', 394)).toMatchObject({ key: 'added_tokens', wrong: 'ids up to 394' })
    expect(await withChange(['model', 'unk_id'], 395)).toMatchObject({ key: 'model.unk_id' })
    const table = ['normalizer', 'precompiled_charsmap']
    expect(await withChange(table, '')).toMatchObject({ key: table.join('.') })
    expect(await withChange(table, '/////wAAAAA=')).toMatchObject({ key: table.join('.') })
    const end = ['post_processor', 'single', 1, 'SpecialToken', 'id']
    expect(await withChange(end, '</x>')).toMatchObject({ wrong: 'without </x>' })
  })

  it('says so where there is no tokenizer.json, where only spiece.model is, and where it is something else', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'tokenizer.json')
      expect(left(await openTokenizer(file, VOCABULARY)())).toMatchObject({
        _tag: 'MissingText',
        file: 'tokenizer.json',
      })
      await copyFile(join(single, 'tokenizer/spiece.model'), join(folder, 'spiece.model'))
      const wrong: unknown = expect.stringContaining('spiece.model')
      expect(left(await openTokenizer(file, VOCABULARY)())).toMatchObject({ _tag: 'BadConfig', wrong })
      await writeFile(file, 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n')
      expect(left(await openTokenizer(file, VOCABULARY)())).toMatchObject({ _tag: 'LfsPointer' })
    })
  })
})
