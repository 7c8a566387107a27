import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules') && !name.includes('dist'))
    .map((name) => join(folder, name))

const tests = [
  ...filesIn('test'),
  ...filesIn('examples'),
  ...readdirSync(join(root, 'packages'))
    .map((name) => join('packages', name, 'test'))
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap(filesIn),
]

it('no test is skipped without a reason, which skippedUnless asks for', () => {
  expect(tests.length).toBeGreaterThan(150)
  const silent = /\b(?:it|test|describe|suite|ctx|context)\.(?:skip|skipIf|runIf|todo|only)\b|\bskip: true\b/
  const strays = tests.filter((file) => silent.test(readFileSync(join(root, file), 'utf8')))
  expect(
    strays.filter((file) => file !== join('test', 'skipped-unless.ts') && file !== join('test', 'skips.test.ts')),
  ).toEqual([])
})
