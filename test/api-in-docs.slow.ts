import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startStudio } from '../scripts/studio.mjs'
import { skippedUnless } from './skipped-unless.js'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Blocks of the page in their order: what is typed, and what is shown of the answer. */
const blocks = [...readFileSync(join(root, 'docs/api.md'), 'utf8').matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
  ([, language = '', body = '']) => ({ language, body: body.trim() }),
)

interface Step {
  readonly line: string
  /** What the page shows of the answer to the last line of a block. */
  readonly shown: (typeof blocks)[number] | undefined
}

const steps: readonly Step[] = blocks.flatMap(({ language, body }, i) => {
  const lines = language === 'sh' ? body.split('\n') : []
  const next = blocks[i + 1]
  return lines.map((line, at) => ({
    line,
    shown: at === lines.length - 1 && next?.language !== 'sh' ? next : undefined,
  }))
})

const isCurl = ({ line }: Step): boolean => line.startsWith('curl ')
const hasCurl = spawnSync('curl', ['--version']).status === 0

describe('the lines of docs/api.md', skippedUnless(hasCurl, 'curl is not on the path'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'sigmastream-api-'))
  const server: { studio: Awaited<ReturnType<typeof startStudio>> | null } = { studio: null }
  const variables: string[] = []

  beforeAll(async () => {
    symlinkSync(join(root, 'examples'), join(folder, 'examples'))
    server.studio = await startStudio()
  }, 60_000)
  afterAll(async () => {
    await server.studio?.stop()
    rmSync(folder, { recursive: true })
  })

  /** Types a line, after the variables that lines before it have set, to the server of the test. */
  const type = (line: string) => {
    const script = ['set -eu', ...variables, line].join('\n')
    const address = server.studio?.address ?? ''
    const typed = script.replaceAll('http://localhost:4774', address)
    return spawnSync('bash', ['-c', typed], { cwd: folder, encoding: 'utf8' })
  }

  it('there are such lines, for most routes', () => expect(steps.filter(isCurl).length).toBeGreaterThan(12))

  it.each(steps.filter(({ line }) => !line.startsWith('npx ')))(
    '$line',
    ({ line, shown }) => {
      const { status, stdout, stderr } = type(line)
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      if (/^[A-Z]+=/.test(line)) variables.push(line)
      const [, output] = / -o (\S+)/.exec(line) ?? []
      const answer = output === undefined ? stdout : readFileSync(join(folder, output), 'latin1')
      const lines = shown?.language === 'text' ? shown.body.split('\n') : []
      expect(answer.split('\n')).toEqual(expect.arrayContaining(lines))
      const json: unknown = shown?.language === 'json' ? JSON.parse(answer) : {}
      expect(json).toMatchObject(shown?.language === 'json' ? JSON.parse(shown.body) : {})
      // an error is where the page shows one, and nowhere else
      expect(answer.startsWith('{"error":{')).toBe(shown?.body.includes('"error": {') === true)
    },
    120_000,
  )
})
