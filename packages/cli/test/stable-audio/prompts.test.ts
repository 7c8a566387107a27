import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawnRun } from '../../../plot/test/drawn-run.js'
import { readPrompts } from '../../src/stable-audio/prompts-file.js'
import { namesIn, scratch, type } from '../support.js'
import { quick, refused, single, works } from './checkpoints.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const bytes = (name: string): Buffer => readFileSync(at(name))
const usual = ['--model', single, ...quick, '--seed', '5', '--seconds', '0.05', '--sampler', 'euler']

/** A file of lines, texts as they are and everything else as JSON. */
const fileOf = (name: string, lines: readonly unknown[]): string => {
  writeFileSync(at(name), lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'))
  return at(name)
}

describe('generate --prompts', () => {
  it('makes of each line, byte for byte, what it makes alone with the same said, and reruns it', async () => {
    const file = fileOf('four.jsonl', [
      { prompt: 'rain' },
      '',
      { prompt: 'drums', seconds: 0.1, seed: 7, negative: 'voices' },
      '  \r',
      { prompt: 'rain', seed: 0 },
      { prompt: 'a bell "struck"\u2028', output: 'bell.flac' },
    ])
    const said = await works(['generate', '--prompts', file, ...usual, '--json', '-o', at('a.wav')])
    expect(JSON.parse(said.stdout).items.map(({ output }: { readonly output: string }) => output)).toEqual(
      ['a-1.wav', 'a-2.wav', 'a-3.wav', 'bell.flac'].map(at),
    )
    const alone = [
      ['a-1.wav', 'rain'],
      ['a-2.wav', 'drums', '--seconds', '0.1', '--seed', '7', '--negative', 'voices'],
      ['a-3.wav', 'rain', '--seed', '0'],
      ['bell.flac', 'a bell "struck"\u2028'],
    ]
    for (const [name = '', prompt = '', ...options] of alone) {
      await works(['generate', prompt, ...usual, ...options, '-o', at(`alone-${name}`)])
      expect(bytes(name).equals(bytes(`alone-${name}`))).toBe(true)
      expect(bytes(`${name}.json`).equals(bytes(`alone-${name}.json`))).toBe(true)
      await works(['rerun', at(name), '--model', single, '-o', at(`again-${name}`)])
      expect(bytes(name).equals(bytes(`again-${name}`))).toBe(true)
    }
  })

  it('says of each line, before it runs, what the model does not hear of it, and stores it', async () => {
    const long = Array.from({ length: 60 }, () => 'drum').join(' ')
    const file = fileOf('long.jsonl', [
      { prompt: `${long} ending` },
      { prompt: 'rain', negative: `${long} away` },
      { prompt: 'rain' },
    ])
    const said = await works(['generate', '--prompts', file, ...usual, '--json', '-o', at('long.wav')])
    const [first = '', second = '', ...rest] = said.stderr.split('\n').filter((line) => line.startsWith('note: '))
    expect(first).toMatch(/long\.jsonl line 1: the prompt has \d+ tokens, and the model hears 32 of them: .* ending"$/)
    expect(second).toMatch(/long\.jsonl line 2: the negative prompt has \d+ tokens, .* away"$/)
    expect({ rest, before: said.stderr.indexOf(second) < said.stderr.indexOf('loading the model') }).toEqual({
      rest: [],
      before: true,
    })
    const [one, two, three] = JSON.parse(said.stdout).items
    expect(one.unheard).toMatchObject([{ of: 'prompt', counted: 32, words: expect.stringMatching(/^drum .* ending$/) }])
    expect(two.unheard).toMatchObject([{ of: 'negative' }])
    expect(three.unheard).toBeUndefined()
    expect(JSON.parse(bytes('long-1.wav.json').toString()).unheard).toEqual(one.unheard)
    const explained = await works(['explain', 'generate', `${long} ending`, ...usual])
    expect(explained.stdout).toContain('note       the prompt has ')
    await works(['rerun', at('long-1.wav'), '--model', single, '-o', at('long-again.wav')])
    expect(bytes('long-again.wav').equals(bytes('long-1.wav'))).toBe(true)
  })

  it.each(['fp16-weights', 'int8', 'int4'])(
    'makes of each line the bits that it makes alone in %s too',
    async (precision) => {
      const file = fileOf('precise.jsonl', [{ prompt: 'rain' }, { prompt: 'drums', negative: 'voices', seconds: 0.1 }])
      const setting = { env: { SIGMASTREAM_CACHE: at('cache') } }
      const all = [...usual, '--precision', precision]
      await works(['generate', '--prompts', file, ...all, '-o', at(`${precision}.npy`)], setting)
      const alone = ['generate', 'drums', ...all, '--negative', 'voices', '--seconds', '0.1']
      await works([...alone, '-o', at(`${precision}-alone.npy`)], setting)
      expect(bytes(`${precision}-2.npy`).equals(bytes(`${precision}-alone.npy`))).toBe(true)
    },
  )

  it('makes a batch of each line, keeps its frames and draws its pictures under the numbers of the results', async () => {
    const file = fileOf('two.jsonl', [
      { prompt: 'rain', output: 'wet.npy' },
      { prompt: 'drums', seed: 8 },
    ])
    const beside = ['--save-frames', at('frames'), '--plot', at('b.png')]
    await works(['generate', '--prompts', file, ...usual, '--batch', '2', ...beside, '-o', at('b.npy')])
    expect(namesIn(folder).filter((name) => /^(b|wet)-\d\.(npy|png)$/.test(name))).toEqual([
      'b-1.png',
      'b-2.png',
      'b-3.npy',
      'b-3.png',
      'b-4.npy',
      'b-4.png',
      'wet-1.npy',
      'wet-2.npy',
    ])
    for (const number of [1, 2, 3, 4])
      expect(drawnRun(bytes(`b-${number}.png`), { panels: 1 }).colours[0]).toBeGreaterThan(50)
    expect(new Set([1, 2, 3, 4].map((number) => bytes(`b-${number}.png`).toString('base64'))).size).toBe(4)
    expect(namesIn(at('frames')).filter((name) => name.endsWith('.npy')).length).toBe(4 * 3)
    for (const number of [3, 4])
      expect(bytes(`frames/step-0002-${number}.npy`).equals(bytes(`b-${number}.npy`))).toBe(true)
    await works(['generate', 'drums', ...usual, '--seed', '9', '-o', at('ninth.npy')])
    expect(bytes('b-4.npy').equals(bytes('ninth.npy'))).toBe(true)
    await works(['rerun', at('b-4.npy'), '--model', single, '-o', at('rerun.npy')])
    expect(bytes('rerun.npy').equals(bytes('b-4.npy'))).toBe(true)
  })

  it('takes one random seed for all lines without one, and says it', async () => {
    const file = fileOf('seeds.jsonl', [{ prompt: 'rain', seed: 1 }, { prompt: 'rain' }, { prompt: 'drums' }])
    const unsown = usual.filter((option) => option !== '--seed' && option !== '5')
    const { stdout, stderr } = await works(['generate', '--prompts', file, ...unsown, '--json', '-o', at('c.npy')])
    expect(JSON.parse(stdout).items.map(({ seed }: { readonly seed: number }) => seed)).toEqual([1, 77, 77])
    expect(stderr.match(/chosen at random/g)?.length).toBe(1)
    expect(stderr).toContain('--seed 77 makes the same again')
  })

  it('is explained by its first line', async () => {
    const file = fileOf('explained.jsonl', [{ prompt: 'rain', seconds: 0.2 }, { prompt: 'drums' }])
    const { stdout } = await works(['explain', 'generate', '--prompts', file, ...usual, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ prompt: 'rain', seconds: 0.2, seed: 5 })
  })

  const good = { prompt: 'rain' }
  it.each<readonly [readonly unknown[], string]>([
    [[good, 'rain'], 'line 2: it is no JSON: give an object, such as {"prompt"'],
    [[good, '', '[1]'], 'line 3: it is no object'],
    [['null'], 'line 1: it is no object'],
    [[{ seed: 1 }], 'line 1: prompt is missing: give what is to be heard, in words'],
    [[{ prompt: ' ' }], 'line 1: prompt is " "'],
    [[{ prompt: 7 }], 'line 1: prompt is 7'],
    [[{ prompt: 'x', sede: 7 }], 'line 1: "sede" is unknown: give seed, or leave it out'],
    [
      [{ prompt: 'x', temperature: 7 }],
      '"temperature" is unknown: give one of prompt, negative, seconds, seed, output',
    ],
    [['{"prompt": "x", "__proto__": {"seed": 1}}'], '"__proto__" is unknown'],
    [[{ prompt: 'x', seed: -1 }], 'line 1: seed is -1: give a whole number of at least 0'],
    [[{ prompt: 'x', seed: '7' }], 'seed is "7"'],
    [[{ prompt: 'x', seconds: 0 }], 'seconds is 0: give a number above 0'],
    [[good, { prompt: 'x', seconds: 4000 }], 'line 2: --seconds is 4000 s, and what is made at once is at most 3600 s'],
    [
      [good, { prompt: 'x', output: '../x.wav' }],
      'line 2: output is "../x.wav": give the name of a file in the folder of -o',
    ],
    [[good, { prompt: 'x', output: 'x.mp3' }], 'line 2: --output'],
    [
      [
        { prompt: 'x', output: 'y.wav' },
        { prompt: 'y', output: 'y.wav' },
      ],
      'y.wav is written by another option or line',
    ],
    [[{ prompt: 'x', output: 'n-2.wav' }, good], 'n-2.wav is written by another option or line'],
    [['', ' '], 'is empty: write an object on each line'],
    [Array.from({ length: 1001 }, () => good), 'has 1001 lines: give at most 1000'],
    [[' '.repeat(2 ** 22 + 1)], 'at most 4194304 bytes'],
  ])('refuses a file of %j before anything is loaded', async (lines, right) => {
    const before = namesIn(folder)
    const file = fileOf('bad.jsonl', lines)
    expect(await refused(['generate', '--prompts', file, ...usual, '-o', at('n.wav')])).toContain(right)
    expect(namesIn(folder).filter((name) => name !== 'bad.jsonl')).toEqual(
      before.filter((name) => name !== 'bad.jsonl'),
    )
  })

  it.each<readonly [readonly string[], string | RegExp]>([
    [['generate'], 'no prompt: give PROMPT, or --prompts'],
    [['generate', 'x', '--prompts', at('good.jsonl')], 'leave one of them out'],
    [['generate', '--prompts', at('nowhere.jsonl')], 'there is no file'],
    [['generate', '--prompts', folder], 'it is a folder'],
    [['generate', '--prompts', at('latin.jsonl')], 'UTF-8'],
    [['generate', '--prompts', at('good.jsonl'), '--cfg', '1'], 'good.jsonl line 2: --negative: --cfg 1'],
    [['generate', '--prompts', at('good.jsonl'), '--cfg', 'much'], /^sigmastream: --cfg is "much"/],
    [['generate', '--prompts', at('many.jsonl'), '--batch', '100'], 'asks for 1100 results: give at most 1000'],
  ])('refuses %j', async (typed, right) => {
    fileOf('good.jsonl', [good, { prompt: 'x', negative: 'voices' }])
    fileOf(
      'many.jsonl',
      Array.from({ length: 11 }, () => good),
    )
    writeFileSync(at('latin.jsonl'), Buffer.from('{"prompt": "caf\xe9"}', 'latin1'))
    expect(await refused([...typed, ...usual, '-o', at('n.wav')])).toMatch(right)
  })

  it('never takes a name that leads out of the folder', async () => {
    const separator = fc.constantFrom('/', '\\', '../', '..\\', 'C:', 'a/', '\0', '\n')
    const names = fc.oneof(
      fc.tuple(fc.string(), separator, fc.string({ minLength: 1 })).map((parts) => `${parts.join('')}.wav`),
      fc.constantFrom('', '.', '..'),
    )
    await fc.assert(
      fc.asyncProperty(names, async (output) => {
        const read = await readPrompts(fileOf('names.jsonl', [{ prompt: 'x', output }]))()
        expect(read).toMatchObject({ left: { message: expect.stringContaining('without a folder') } })
      }),
    )
  })
})

describe('results of a long run', () => {
  const lines = [{ prompt: 'rain' }, { prompt: 'drums' }, { prompt: 'bells' }]

  /** Does something when an item is begun: those before it are written. */
  const atItem = (number: number, act: () => void) => ({
    onNote: (text: string): void => (text.startsWith(`item ${number} of `) ? act() : undefined),
  })
  const long = (name: string) => {
    const file = fileOf(`${name}.jsonl`, lines)
    return ['generate', '--prompts', file, ...usual, '--steps', '60', '-o', at(`${name}.npy`)]
  }

  it('are written one by one, and a signal leaves those that are finished and says which', async () => {
    const stop = new AbortController()
    const second = atItem(2, () => stop.abort('SIGINT'))
    const { exit, stdout, stderr } = await type(long('s'), { signal: stop.signal, ...second })
    expect({ exit, stdout }).toEqual({ exit: 130, stdout: '' })
    expect(stderr).toContain(`stopped by SIGINT; 1 of 3 is finished and kept: ${at('s-1.npy')}`)
    expect(namesIn(folder).filter((name) => /^s-\d|tmp$/.test(name))).toEqual(['s-1.npy', 's-1.npy.json'])
    await works(['generate', 'rain', ...usual, '--steps', '60', '-o', at('s-alone.npy')])
    expect(bytes('s-1.npy').equals(bytes('s-alone.npy'))).toBe(true)
  })

  it('stay where a later one cannot be written, and the failure says so', async () => {
    const third = atItem(3, () => mkdirSync(at('f-3.npy')))
    const { exit, stderr } = await type(long('f'), third)
    expect(exit).toBe(1)
    expect(stderr).toMatch(
      /f-3\.npy\.json cannot be written: .* at .*f-3\.npy meanwhile, which stays: .*; 2 of 3 are finished and kept: .*f-1\.npy, .*f-2\.npy\n$/,
    )
    expect(namesIn(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })
})
