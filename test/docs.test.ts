import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(`${root}docs`)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]
const examples = readdirSync(`${root}examples`).filter((name) => /^\d\d-/.test(name))

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

it.each(pages)('%s is written, not a stub', (page) => {
  const text = readFileSync(`${root}${page}`, 'utf8')
  expect(text.length).toBeGreaterThan(600)
  expect(text).not.toMatch(/placeholder|TODO|lorem/i)
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
