import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type } from '../packages/cli/test/support.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(`${root}docs`)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]
const examples = readdirSync(`${root}examples`).filter((name) => /^\d\d-/.test(name))

/** The commands that can be explained. */
const explicable = new Set(['generate', 'inpaint', 'loop', 'restyle', 'vary', 'edit', 'extend'])

const squeezed = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()
const sources = examples.map((name) => squeezed(readFileSync(`${root}examples/${name}/main.ts`, 'utf8')))

const blocks = pages.flatMap((page) =>
  [...readFileSync(`${root}${page}`, 'utf8').matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = ''], i) => ({
    page,
    number: i + 1,
    code,
  })),
)

describe('the TypeScript in the docs is code that runs', () => {
  it('there are such blocks', () => expect(blocks.length).toBeGreaterThan(5))

  it.each(blocks)('block $number of $page is an excerpt of an example', ({ code }) => {
    expect(sources.filter((source) => source.includes(squeezed(code)))).not.toEqual([])
  })
})

/** The headings of a page with how much is said under each, up to the next; code counts, comments in it are no headings. */
const sections = (
  page: string,
): readonly { readonly level: number; readonly title: string; readonly words: number }[] =>
  readFileSync(`${root}${page}`, 'utf8')
    .replaceAll(/^```[\s\S]*?^```/gm, (code) => code.replaceAll(/^#/gm, ' #'))
    .split(/^(?=#+ )/m)
    .map((section) => {
      const [, marks = '', title = '', text = ''] = /^(#*) ?(.*)\n?([\s\S]*)$/.exec(section) ?? []
      return { level: marks.length, title, words: text.split(/\s+/).filter((word) => word !== '').length }
    })

it.each(pages)('%s has one title, something under each heading, and nothing in the place of later text', (page) => {
  const all = sections(page)
  expect(all.map(({ level }) => level).filter((level) => level < 2)).toEqual([1])
  expect(all[0]?.level).toBe(1)
  // A heading over smaller headings needs no text of its own.
  const bare = all.filter(({ level, words }, i) => words < 10 && (all[i + 1]?.level ?? 0) <= level)
  expect(bare.map(({ title }) => title)).toEqual([])
  expect(readFileSync(`${root}${page}`, 'utf8')).not.toMatch(/placeholder|TODO|lorem|coming soon|to be written/i)
})

/** Paths of this repository as a page names them; a name in capitals stands for one that the reader chooses. */
const pathsIn = (page: string): readonly string[] =>
  [
    ...readFileSync(`${root}${page}`, 'utf8').matchAll(
      /`((?:packages|scripts|test|examples|benchmarks|docs|tools)\/[\w./-]+)`/g,
    ),
  ].flatMap(([, path = '']) => (/[/][A-Z]+[.]/.test(path) ? [] : [path]))

it('every file and folder of this repository that the docs name is there', () => {
  const named = pages.flatMap((page) => pathsIn(page).map((path) => ({ page, path })))
  expect(named.length).toBeGreaterThan(10)
  expect(named.filter(({ path }) => !existsSync(`${root}${path}`))).toEqual([])
})

describe('what the docs tell to type is there', () => {
  const codeIn = (page: string): readonly string[] =>
    [...readFileSync(`${root}${page}`, 'utf8').matchAll(/^```sh\n([\s\S]*?)^```|`([^`\n]+)`/gm)]
      .flatMap(([, block = '', inline = '']) => `${block.replaceAll('\\\n', ' ')}\n${inline}`.split('\n'))
      .filter((line) => line !== '')

  const lines = pages.flatMap((page) =>
    codeIn(page).flatMap((line) => {
      const [, rest] = /\bsigmastream ((?:model |explain |search |farm )?[a-z]+.*)/.exec(line) ?? []
      return rest === undefined ? [] : [{ page, line: rest }]
    }),
  )
  it('there are such lines', () => expect(lines.length).toBeGreaterThan(20))

  it.each(lines)('sigmastream $line, in $page, is a command with these options', async ({ line }) => {
    const [, explained, command = ''] = /^(explain )?((?:model |search |farm )?[a-z-]+)/.exec(line) ?? []
    const { exit, stdout } = await type([...command.split(' '), '--help-all'])
    expect({ exit, usage: stdout.split('\n')[0] }).toEqual({
      exit: 0,
      usage: expect.stringMatching(new RegExp(`^Usage: sigmastream ${command} `)),
    })
    expect(explained === undefined || explicable.has(command)).toBe(true)
    const options = [...line.replaceAll(/"[^"]*"/g, '').matchAll(/(?<=\s)--?[a-z][a-z-]*/g)].map(([option]) => option)
    expect(options.filter((option) => !new RegExp(`^  .*${option}(?![a-z-])`, 'm').test(stdout))).toEqual([])
  })

  const scripts: unknown = JSON.parse(readFileSync(`${root}package.json`, 'utf8')).scripts
  const run = pages.flatMap((page) =>
    codeIn(page).flatMap((line) =>
      [...line.matchAll(/\bnpm run ([a-z0-9:-]+)/g)].map(([, name = '']) => ({ page, name })),
    ),
  )
  it.each(run)('npm run $name, in $page, is a script', ({ name }) => expect(scripts).toHaveProperty([name]))
})

describe('the links in the docs lead somewhere', () => {
  const links = pages.flatMap((page) =>
    [...readFileSync(`${root}${page}`, 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target = '']) => ({
      page,
      target,
    })),
  )
  it.each(links)('$target in $page', ({ page, target }) => {
    expect(() => readFileSync(new URL(target, pathToFileURL(`${root}${page}`)))).not.toThrow(/ENOENT/)
  })
})
