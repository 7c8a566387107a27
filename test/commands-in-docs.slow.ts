import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (page: string): string => readFileSync(join(root, page), 'utf8')
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]

/** The blocks of a page that are marked with this language. */
const blocksOf = (page: string, language: string): readonly string[] =>
  [...read(page).matchAll(new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, 'gm'))].map(
    ([, body = '']) => body,
  )

interface Typed {
  readonly page: string
  readonly command: string
}

/** Each command once, on the first page that has it. */
const typed: readonly Typed[] = pages
  .flatMap((page) =>
    blocksOf(page, 'sh')
      .flatMap((block) => block.split('\n'))
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .map((command) => ({ page, command })),
  )
  .filter(({ command }, i, all) => all.findIndex((other) => other.command === command) === i)

/** The words of a command; what stands in double quotes is one. */
const wordsOf = (command: string): readonly string[] =>
  [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain)

const scratch = mkdtempSync(join(tmpdir(), 'sigmastream-pages-'))
afterAll(() => rmSync(scratch, { recursive: true }))
/** A folder where a reader might type: the examples are there, and nothing that another page has made. */
const folderOf = (page: string): string => {
  const folder = join(scratch, page.replaceAll('/', '-'))
  mkdirSync(folder, { recursive: true })
  for (const name of ['examples', 'fixtures'])
    if (!existsSync(join(folder, name))) symlinkSync(join(root, name), join(folder, name))
  return folder
}

/** Runs `npx sigmastream ...` as the page has it, from the build. */
const run = ({ page, command }: Typed) => {
  const [, , ...words] = wordsOf(command.replace(/^(\w+=\S+ )+/, ''))
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'packages/cli/dist/main.js'), ...words], {
    cwd: folderOf(page),
    encoding: 'utf8',
  })
  return { status, stdout, stderr, words }
}

const isOurs = ({ command }: Typed): boolean => /^(\w+=\S+ )*npx sigmastream /.test(command)
/** Commands on a checkpoint, on recordings or on a server, that the reader has and a test has not. */
const needsMore = ({ command }: Typed): boolean => /FOLDER|HOST|COURSE|take\.(wav|npy)|model pull/.test(command)

/** What .ci/run runs already, at length, and what runs until it is stopped: the tests of the studio start that. */
const runElsewhere = ({ command }: Typed): boolean => /parity fixtures|sigmastream studio/.test(command)

describe('the commands in the docs', () => {
  it.each(typed.filter((one) => isOurs(one) && !needsMore(one) && !runElsewhere(one)))(
    '$command in $page runs and writes what it says',
    (one) => {
      const { status, stdout, stderr, words } = run(one)
      expect(stderr).not.toContain('sigmastream:')
      expect(status).toBe(0)
      const [, output] = words.includes('-o') ? words.slice(words.indexOf('-o')) : []
      // several results are numbered: walk.wav is walk-1.wav and so on
      const names = readdirSync(folderOf(one.page)).map((name) => name.replace(/-1(?=\.\w+$)/, ''))
      expect(output === undefined ? stdout : names.find((name) => name === output)).toBeTruthy()
    },
    300_000,
  )
})

describe('what the docs show of a command', () => {
  const shown = pages.flatMap((page) =>
    blocksOf(page, 'console').map((block) => {
      const [first = '', ...lines] = block.trimEnd().split('\n')
      return { page, command: first.replace(/^\$ /, ''), lines }
    }),
  )

  it('there is some', () => expect(shown.length).toBeGreaterThan(0))

  it.each(shown)(
    '$command in $page',
    ({ lines, ...one }) => {
      const { stdout, stderr } = run(one)
      for (const line of lines) expect((stdout + stderr).split('\n')).toContain(line)
    },
    300_000,
  )
})
