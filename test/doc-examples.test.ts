import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'

/** The examples in the doc comments: each is a program that runs here, and logs what its comments say. */

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = readdirSync(`${root}packages`)
  .map((name) => join('packages', name, 'src'))
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  )
  .filter((file) => file.endsWith('.ts'))

/** A doc comment, what it belongs to, and the programs in it. */
interface DocComment {
  readonly file: string
  readonly name: string
  readonly text: string
  readonly programs: readonly string[]
}

const comments: readonly DocComment[] = sources.flatMap((file) =>
  [
    ...readFileSync(join(root, file), 'utf8').matchAll(
      /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(?:export )?(?:const|function|type|interface|class)? ?(\w*)/g,
    ),
  ].map(([, comment = '', name = '']) => {
    const text = comment.replaceAll(/^ *\* ?/gm, '')
    const programs = [...text.matchAll(/^@example\n```ts\n([\s\S]*?)^```$/gm)].map(([, program = '']) => program)
    return { file, name, text, programs }
  }),
)

const examples = comments.flatMap(({ file, name, programs }) => programs.map((program) => ({ file, name, program })))

/** What a program says that it logs: the comments behind its calls of `console.log`, in order. */
const saidIn = (program: string): readonly string[] =>
  [...program.matchAll(/console\.log\(.*\) \/\/ (.+)$/gm)].map(([, line = '']) => line)

describe('the examples in the doc comments', () => {
  mkdirSync(`${root}out`, { recursive: true })
  const folder = mkdtempSync(`${root}out/doc-examples-`)
  afterEach(() => vi.restoreAllMocks())
  afterAll(() => rmSync(folder, { recursive: true }))

  it('are programs, every one: no @example is anything else', () => {
    const tags = comments.filter(({ text, programs }) => text.split('@example').length - 1 !== programs.length)
    expect(tags.map(({ file, name }) => `${file} ${name}`)).toEqual([])
  })

  it.each(examples.map((example, i) => [`${example.file} ${example.name}`, example.program, i] as const))(
    '%s',
    async (_, program, i) => {
      const lines: string[] = []
      vi.spyOn(console, 'log').mockImplementation((...words: readonly unknown[]) => void lines.push(words.join(' ')))
      const file = join(folder, `example-${i}.ts`)
      writeFileSync(file, program)
      await import(pathToFileURL(file).href)
      expect(lines).not.toEqual([])
      expect(lines).toEqual(saidIn(program))
    },
  )
})

describe('what a reader looks up has an example', () => {
  it.each([
    ['every sampler, task, guidance and step saving', 'packages/samplers/src/index.ts', 'packages/samplers/src/'],
    ['every schedule', 'packages/core/src/schedules/index.ts', 'packages/core/src/schedules/'],
    ['every noise source', 'packages/core/src/noise/index.ts', 'packages/core/src/noise/'],
    ['every stage', 'packages/core/src/index.ts', 'packages/core/src/algebra/stages/'],
  ])('%s', async (_, entry, folder) => {
    const exported = new Set(Object.keys(await import(pathToFileURL(join(root, entry)).href)))
    const there = comments.filter(({ file, name }) => file.startsWith(folder) && exported.has(name))
    expect(there.length).toBeGreaterThan(5)
    expect(there.filter(({ programs }) => programs.length === 0).map(({ name }) => name)).toEqual([])
  })
})
