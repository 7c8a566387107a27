import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import * as core from '@sigmastream/core'
import * as noise from '@sigmastream/core/noise'
import * as schedules from '@sigmastream/core/schedules'
import * as samplers from '@sigmastream/samplers'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'

/** The examples in the doc comments: each is a program that runs here, and logs what its comments say. */

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = readdirSync(`${root}packages`)
  .map((name) => `packages/${name}/src`)
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
  const withExample = new Set(examples.map(({ name }) => name))
  const functionsOf = (entry: Readonly<Record<string, unknown>>): readonly string[] =>
    Object.keys(entry).filter((name) => typeof entry[name] === 'function')
  const stages = new Set(
    comments.filter(({ file }) => file.includes('core/src/algebra/stages/')).map(({ name }) => name),
  )

  it.each([
    ['every sampler, task, guidance and step saving', functionsOf(samplers)],
    ['every schedule', functionsOf(schedules)],
    ['every noise source', functionsOf(noise)],
    ['every stage', Object.keys(core).filter((name) => stages.has(name))],
  ])('%s', (_, names) => {
    expect(names.length).toBeGreaterThan(5)
    expect(names.filter((name) => !withExample.has(name))).toEqual([])
  })
})
