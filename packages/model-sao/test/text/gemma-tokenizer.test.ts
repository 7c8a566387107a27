import { createHash } from 'node:crypto'
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readTensors } from '@sigmastream/tensor-files'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { anyText } from '../../../../test/any-text.js'
import { openCheckpoint } from '../../src/checkpoint/open.js'
import { cutPromptsOf } from '../../src/text/cut-prompts.js'
import { openPromptTokenizer } from '../../src/text/open-tokenizer.js'
import { mergePairs } from '../../src/text/t5gemma/byte-pairs.js'
import { openGemmaTokenizer } from '../../src/text/t5gemma/tokenizer.js'
import { editJson, inFolder } from '../checkpoint/support.js'
import { randomTexts, recordedIds, recordedTexts } from './gemma-texts.js'
import { left, right } from './support.js'

const fixtures = fileURLToPath(new URL('../../../../fixtures', import.meta.url))
const folderOf = (size: string) => join(fixtures, `tiny-sa3-${size}/checkpoint/t5gemma-b-b-ul2`)
const folder = folderOf('small')
const filesIn = (path: string) => ({
  tokenizer: join(path, 'tokenizer.json'),
  config: join(path, 'tokenizer_config.json'),
})

const VOCABULARY = 778
const tiny = async () => right(await openGemmaTokenizer(filesIn(folder), VOCABULARY)())

type Keys = readonly (string | number)[]

/** What comes of the tiny tokenizer with another value under keys of one of its files. */
const withChanges = (
  changes: readonly (readonly [file: string, keys: Keys, value: unknown])[],
  vocabulary = VOCABULARY,
) =>
  inFolder(async (copy) => {
    for (const name of ['tokenizer.json', 'tokenizer_config.json']) await copyFile(join(folder, name), join(copy, name))
    for (const [file, keys, value] of changes) await editJson(join(copy, file), keys, value)
    return openGemmaTokenizer(filesIn(copy), vocabulary)()
  })
const refusal = async (keys: Keys, value: unknown, vocabulary = VOCABULARY) =>
  left(await withChanges([['tokenizer.json', keys, value]], vocabulary))

const Index = t.type({ prompts: t.array(t.string), max_length: t.number })

describe('openGemmaTokenizer', () => {
  it.each(['small', 'medium'])('gives the recorded ids and mask of tiny-sa3-%s', async (size) => {
    const json: unknown = JSON.parse(await readFile(join(fixtures, `tiny-sa3-${size}/expected.json`), 'utf8'))
    if (!Index.is(json)) throw new Error('expected.json has another form')
    const recorded = await readTensors(join(fixtures, `tiny-sa3-${size}/expected.safetensors`))()
    if (E.isLeft(recorded)) throw new Error('expected.safetensors cannot be read')
    const tokenizer = right(await openGemmaTokenizer(filesIn(folderOf(size)), VOCABULARY)())
    const { ids, mask } = tokenizer.batch(json.prompts, json.max_length)
    expect(Array.from(ids, Number)).toEqual([...(recorded.right.get('t5gemma.input_ids')?.data ?? [])])
    expect([...mask]).toEqual([...(recorded.right.get('t5gemma.attention_mask')?.data ?? [])])
  })

  it("gives Python's ids of special tokens, runs, digits, marks and scripts", async () => {
    const { encode } = await tiny()
    expect(recordedTexts.length).toBe(recordedIds.texts.length)
    expect(recordedTexts.map((text) => [text, encode(text)])).toEqual(
      recordedTexts.map((text, i) => [text, recordedIds.texts[i]]),
    )
  })

  it("gives Python's ids of four thousand random texts", async () => {
    const { encode } = await tiny()
    const blocks = randomTexts()
    expect(blocks).toHaveLength(40)
    const hashes = blocks.map((texts) =>
      createHash('sha256')
        .update(texts.map((text) => encode(text).join(' ')).join('\n'))
        .digest('hex'),
    )
    expect(hashes).toEqual(recordedIds.blocks)
  })

  it('reads half of a surrogate pair as U+FFFD', async () => {
    const { encode } = await tiny()
    for (const half of ['\ud83c', '\udfb5', '\udfb5\ud83c']) {
      expect(encode(`a${half} b`)).toEqual(encode(`a${'\ufffd'.repeat(half.length)} b`))
    }
    expect(encode('\ud83c\udfb5')).not.toEqual(encode('\ufffd\ufffd'))
  })

  it('has an added token for each that stands in a text, and what is around it alone', async () => {
    const { encode } = await tiny()
    const added = fc.constantFrom('<h1>', '<table>', '\n\n\n', '<pad>')
    const text = anyText.map((one) => one.replaceAll(/[<\n]/g, ''))
    fc.assert(
      fc.property(text, added, text, (before, token, behind) => {
        expect(encode(token)).toHaveLength(1)
        expect(encode(before + token + behind)).toEqual([...encode(before), ...encode(token), ...encode(behind)])
      }),
      { numRuns: 40 },
    )
  })

  it('pads with 0, cuts at the length and has no token for an empty prompt', async () => {
    const { batch, encode } = await tiny()
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 3 }), fc.integer({ min: 1, max: 12 }), (prompts, length) => {
        const { ids, mask } = batch(['', ...prompts], length)
        const rows = ['', ...prompts].map((prompt) => encode(prompt).slice(0, length))
        const padded = (row: readonly number[], value: number) => [
          ...row,
          ...Array.from({ length: length - row.length }, () => value),
        ]
        expect(Array.from(ids, Number)).toEqual(rows.flatMap((row) => padded(row, 0)))
        expect([...mask]).toEqual(
          rows.flatMap((row) =>
            padded(
              row.map(() => 1),
              0,
            ),
          ),
        )
      }),
      { numRuns: 40 },
    )
  })

  it('says what of a prompt is cut off: from the first word on that is not read whole, without an end token', async () => {
    const { cut, encode } = await tiny()
    const words = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 'drum' : 'bell'))
    const prompt = words.join(' ')
    const most = encode(prompt).length
    expect(cut(prompt, most)).toBeNull()
    const found = cut(prompt, most - 1)
    expect(found).toMatchObject({ tokens: most, counted: most - 1, unheard: 'bell' })
    const unheard = cut(prompt, 24)?.unheard ?? ''
    const heard = prompt.slice(0, prompt.length - unheard.length).trim()
    expect(`${heard} ${unheard}`).toBe(prompt)
    expect(encode(heard).length).toBeLessThanOrEqual(24)
    expect(encode(`${heard} ${unheard.split(' ')[0]}`).length).toBeGreaterThan(24)
    expect(cut('', 1)).toBeNull()
  })

  it('takes a prompt of a million characters, and keeps its first tokens', async () => {
    const { batch } = await tiny()
    const [long, short] = ['rain '.repeat(200_000), 'rain '.repeat(40)].map((prompt) => batch([prompt], 24).ids)
    expect(long).toEqual(short)
  })

  it('reads merges in either form, and a template that the settings make void', async () => {
    const json: unknown = JSON.parse(await readFile(filesIn(folder).tokenizer, 'utf8'))
    const Stored = t.type({ model: t.type({ merges: t.array(t.tuple([t.string, t.string])) }) })
    if (!Stored.is(json)) throw new Error('tokenizer.json has another form')
    const single = [{ SpecialToken: { id: '<bos>' } }, { Sequence: { id: 'A' } }]
    const template = ['tokenizer.json', ['post_processor', 'single'], single] as const
    const changed = right(
      await withChanges([
        ['tokenizer.json', ['model', 'merges'], json.model.merges.map((pair) => pair.join(' '))],
        template,
      ]),
    )
    expect(recordedTexts.map(changed.encode)).toEqual(recordedIds.texts)
    const settings = ['tokenizer_config.json', [], {}] as const
    expect(left(await withChanges([template, settings]))).toMatchObject({ key: 'post_processor.single[0]' })
  })

  it('refuses another kind of tokenizer by the key that says so', async () => {
    expect(await refusal(['model', 'type'], 'Unigram')).toMatchObject({ key: 'model.type', wrong: '"Unigram"' })
    expect(await refusal(['model', 'byte_fallback'], false)).toMatchObject({ key: 'model.byte_fallback' })
    expect(await refusal(['model', 'ignore_merges'], true)).toMatchObject({ key: 'model.ignore_merges' })
    expect(await refusal(['model', 'dropout'], 0.1)).toMatchObject({ key: 'model.dropout' })
    expect(await refusal(['model', 'end_of_word_suffix'], '</w>')).toMatchObject({ key: 'model.end_of_word_suffix' })
    expect(await refusal(['normalizer'], { type: 'Lowercase' })).toMatchObject({ key: 'normalizer.type' })
    expect(await refusal(['normalizer', 'content'], '_')).toMatchObject({ key: 'normalizer.content' })
    expect(await refusal(['pre_tokenizer'], { type: 'ByteLevel' })).toMatchObject({ _tag: 'BadConfig' })
    expect(await refusal(['added_tokens', 0, 'normalized'], true)).toMatchObject({ key: 'added_tokens[0].normalized' })
    expect(await refusal(['added_tokens', 0, 'lstrip'], true)).toMatchObject({ key: 'added_tokens[0].lstrip' })
    expect(left(await withChanges([['tokenizer_config.json', ['add_bos_token'], true]]))).toMatchObject({
      _tag: 'BadConfig',
      key: 'add_bos_token',
    })
  })

  it('refuses what does not go together: a byte, a merge or an id that the vocabulary has not', async () => {
    expect(await refusal(['model', 'vocab', '<0x7F>'], undefined)).toMatchObject({ wrong: 'without <0x7F>' })
    expect(await refusal(['model', 'vocab', '<pad>'], undefined)).toMatchObject({ wrong: 'without <pad>' })
    expect(await refusal(['model', 'vocab', 'rain'], -1)).toMatchObject({ key: 'model.vocab' })
    expect(await refusal(['model', 'merges', 7], ['no', 'token'])).toMatchObject({ key: 'model.merges[7]' })
    expect(await refusal(['model', 'merges', 7], 'a b c')).toMatchObject({ key: 'model.merges[7]', wrong: '"a b c"' })
    expect(await refusal(['model', 'merges', 7], 'a')).toMatchObject({ key: 'model.merges[7]' })
    expect(await refusal(['added_tokens', 0, 'id'], 5)).toMatchObject({
      key: 'added_tokens[0].id',
      right: '0, as in the vocabulary',
    })
    expect(await refusal(['version'], '1.0', 777)).toMatchObject({ key: 'model.vocab', wrong: 'ids up to 777' })
  })

  it('says so where there is no tokenizer.json, and where only tokenizer.model is', () =>
    inFolder(async (empty) => {
      await copyFile(filesIn(folder).config, filesIn(empty).config)
      expect(left(await openGemmaTokenizer(filesIn(empty), VOCABULARY)())).toMatchObject({ _tag: 'MissingText' })
      await writeFile(join(empty, 'tokenizer.model'), '')
      expect(left(await openGemmaTokenizer(filesIn(empty), VOCABULARY)())).toMatchObject({
        _tag: 'BadConfig',
        wrong: expect.stringContaining('tokenizer.model'),
      })
    }))
})

describe('cutPromptsOf', () => {
  it('says what a checkpoint of Stable Audio 3 does not read, and asks its tokenizer wherever that may be something', async () => {
    const checkpoint = right(await openCheckpoint(join(fixtures, 'tiny-sa3-small/checkpoint'))())
    const { length } = checkpoint.partConfigs.conditioning.prompt
    const tokenizer = openPromptTokenizer(checkpoint.tokenizer, checkpoint.textConfig)
    const { cut } = await tiny()
    const text = fc.oneof(
      anyText,
      fc.string({ unit: fc.constantFrom('\u{1f3b5}', ' ', 'rain', '\ud83c', '\t'), maxLength: 40 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 3 }), async (prompts) => {
        const found = right(await cutPromptsOf(checkpoint, tokenizer, prompts)())
        expect(found).toEqual(prompts.map((prompt) => cut(prompt, length)))
      }),
      { numRuns: 20 },
    )
  })

  it('reads no tokenizer for prompts that are short', async () => {
    const checkpoint = right(await openCheckpoint(join(fixtures, 'tiny-sa3-small/checkpoint'))())
    const none = openPromptTokenizer(filesIn('/nowhere'), checkpoint.textConfig)
    expect(right(await cutPromptsOf(checkpoint, none, ['rain', ''])())).toEqual([null, null])
    expect(left(await cutPromptsOf(checkpoint, none, ['rain '.repeat(20)])())).toMatchObject({
      _tag: expect.anything(),
    })
  })
})

describe('mergePairs', () => {
  /** The rule as it is said: over and over, of all pairs the one of the smallest rank, the leftmost of several. */
  const byTheRule = (ids: readonly number[], ranks: ReadonlyMap<string, number>): readonly number[] => {
    const found = ids
      .slice(1)
      .map((id, place) => ({ place, rank: ranks.get(`${ids[place]} ${id}`) ?? Infinity }))
      .filter(({ rank }) => rank < Infinity)
      .toSorted((a, b) => a.rank - b.rank || a.place - b.place)[0]
    if (found === undefined) return ids
    const { place, rank } = found
    return byTheRule([...ids.slice(0, place), 100 + rank, ...ids.slice(place + 2)], ranks)
  }

  it('does what the rule says, for any merges and texts', () => {
    const id = fc.oneof(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 100, max: 108 }))
    const pairs = fc.uniqueArray(fc.tuple(id, id), { selector: (pair) => pair.join(' '), maxLength: 12 })
    fc.assert(
      fc.property(pairs, fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 30 }), (merges, ids) => {
        const ranks = new Map(merges.map((pair, rank) => [pair.join(' '), rank]))
        const mergeOf = (a: number, b: number) => {
          const rank = ranks.get(`${a} ${b}`)
          return rank === undefined ? undefined : { rank, id: 100 + rank }
        }
        expect(mergePairs(ids, mergeOf)).toEqual(byTheRule(ids, ranks))
      }),
      { numRuns: 200 },
    )
  })
})
