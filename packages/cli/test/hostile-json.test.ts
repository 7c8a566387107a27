import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { scratch, type } from './support.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const { single, diffusers, sizes, recordings } = {
  single: join(root, 'fixtures/tiny-sao/checkpoint'),
  diffusers: join(root, 'fixtures/tiny-sao/diffusers'),
  sizes: join(root, 'fixtures/full-size'),
  recordings: join(root, 'fixtures/kdiffusion'),
}
const folder = scratch()
const at = (name: string): string => join(folder, name)

const deep = (open: string, close: string): string => `${open.repeat(100_000)}1${close.repeat(100_000)}`

/** JSON that breaks what reads it, as a function of some text that would be right there. */
const hostile: readonly (readonly [string, (good: string) => string])[] = [
  ['100 000 nested lists', () => `{"a": ${deep('[', ']')}}`],
  ['100 000 nested objects', () => deep('{"a":', '}')],
  ['brackets that are never closed', () => `{"a": ${'['.repeat(100_000)}`],
  ['a number that is none', (good) => good.replace(/^\s*\{/, '{"steps": 1e999,')],
  ['a key twice', (good) => good.replace(/^\s*\{/, '{"other": 1, "other": 2,')],
  ['a key __proto__', (good) => good.replace(/^\s*\{/, '{"__proto__": {"polluted": 1},')],
  ['two million values', () => `{"a": [${'1,'.repeat(2_000_000)}1]}`],
]

/** A folder with everything of another, as links where it can be, and one file of it changed. */
const copyWith = (from: string, file: string, text: string, name: string): string => {
  cpSync(from, at(name), { recursive: true })
  mkdirSync(dirname(join(at(name), file)), { recursive: true })
  writeFileSync(join(at(name), file), text)
  return at(name)
}

const read = (from: string, file: string): string => readFileSync(join(from, file), 'utf8')

/** The bytes of a safetensors file of this header. */
const safetensors = (header: string): Uint8Array => {
  const json = Buffer.from(header)
  const length = Buffer.alloc(8)
  length.writeUInt32LE(json.length)
  return Buffer.concat([length, json])
}

/** Where JSON comes in, and how it gets there. */
const borders: readonly (readonly [
  name: string,
  good: string,
  typed: (text: string, name: string) => readonly string[],
])[] = [
  [
    'the header of a safetensors file',
    '{"__metadata__":{}}',
    (text, name) => {
      writeFileSync(at(`${name}.safetensors`), safetensors(text))
      return ['vary', at(`${name}.safetensors`), '--noise-level', '1', '--steps', '2', '-o', at(`${name}-out.npy`)]
    },
  ],
  [
    'a recipe',
    '{"sigmastream": "0.2.0", "command": "generate", "seed": 1, "prompt": "rain"}',
    (text, name) => {
      writeFileSync(at(`${name}.json`), text)
      return ['rerun', at(`${name}.json`), '-o', at(`${name}-out.wav`)]
    },
  ],
  [
    'the recipe beside latents',
    '{"sigmastream": "0.2.0", "command": "generate", "seed": 1, "prompt": "rain"}',
    (text, name) => {
      writeFileSync(at(`${name}.npy`), '')
      writeFileSync(at(`${name}.npy.json`), text)
      return ['rerun', at(`${name}.npy`), '-o', at(`${name}-out.wav`)]
    },
  ],
  [
    'a list of prompts',
    '{"prompt": "rain"}',
    (text, name) => {
      writeFileSync(at(`${name}.jsonl`), text.replaceAll('\n', ' '))
      return ['generate', '--prompts', at(`${name}.jsonl`), '--model', single, '-o', at(`${name}-out.wav`)]
    },
  ],
  ...['model_config.json', 'tokenizer/tokenizer.json', 'text_encoder/config.json'].map(
    (file) =>
      [
        `${file} of a checkpoint`,
        read(single, file),
        (text: string, name: string) => {
          const model = copyWith(single, file, text, name)
          return ['generate', 'rain', '--model', model, '--steps', '2', '--seconds', '0.1', '-o', at(`${name}-out.wav`)]
        },
      ] as const,
  ),
  ...[
    'model_index.json',
    'transformer/config.json',
    'vae/config.json',
    'scheduler/scheduler_config.json',
    'projection_model/config.json',
    'tokenizer/tokenizer_config.json',
  ].map(
    (file) =>
      [
        `${file} of a checkpoint`,
        read(diffusers, file),
        (text: string, name: string) => ['model', 'check', copyWith(diffusers, file, text, name)],
      ] as const,
  ),
  ...['model_config.json', 'tensors.json'].map(
    (file) =>
      [
        `${file} beside a list of shapes`,
        read(sizes, file),
        (text: string, name: string) => ['model', 'check', copyWith(sizes, file, text, name)],
      ] as const,
  ),
  [
    'the list of a recording',
    read(recordings, 'schedules.json'),
    (text, name) => ['parity', copyWith(recordings, 'schedules.json', text, name)],
  ],
]

describe.each(borders)('%s', (border, good, typed) => {
  // Folders all go by the same reader, and copying them takes its time: two kinds for each.
  const kinds = typed('{}', 'probe').includes(at('probe')) || border.includes('checkpoint') ? [0, 4] : hostile.keys()
  it.each([...kinds].flatMap((kind) => hostile.slice(kind, kind + 1)))(
    'with %s is refused in one line',
    async (what, make) => {
      const name = `${borders.findIndex(([of]) => of === border)}-${hostile.findIndex(([of]) => of === what)}`
      const { exit, stderr, stdout } = await type(typed(make(good), name))
      // `model check` reports what is wrong with a folder on standard output.
      const said = `${stderr}${stdout}`
      // Names of tensors go into a map, where this is one as any other; that there is no such tensor is said.
      const isName = border === 'the header of a safetensors file' && what === 'a key __proto__'
      expect(said).toMatch(
        isName
          ? /tensor "__proto__"/
          : /nested deeper|the number 1e999|the key "\w+" twice|"__proto__" is unknown|values and keys|larger|smaller|at most|not JSON/,
      )
      expect([1, 2]).toContain(exit)
      expect(said).not.toMatch(/unexpected:|RangeError|stack/)
      expect('polluted' in {}).toBe(false)
    },
  )
})

it('no other place parses JSON than the one reader, and in a browser that of what its own server answers', () => {
  const packages = join(root, 'packages')
  const named = readdirSync(packages).filter((name) => name !== 'sigmastream')
  const sources = named.flatMap((name) =>
    readdirSync(join(packages, name, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(packages, name, 'src', file)),
  )
  const parsing = sources.filter((file) =>
    /JSON\.parse\(|\.json\(\)|\bJ\.parse\b|json\.parse\b/.test(readFileSync(file, 'utf8')),
  )
  expect(parsing.map((file) => relative(packages, file))).toEqual([
    join('studio', 'src', 'api', 'json.ts'),
    join('tensor-files', 'src', 'json.ts'),
  ])
})
