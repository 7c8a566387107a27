import { join } from 'node:path'
import { expect, it } from 'vitest'
import { testFiles, textOf } from './test-files.js'

it('no test is skipped without a reason, which skippedUnless asks for', () => {
  expect(testFiles.length).toBeGreaterThan(150)
  const silent = /\b(?:it|test|describe|suite|ctx|context)\.(?:skip|skipIf|runIf|todo|only)\b|\bskip: true\b/
  const strays = testFiles.filter((file) => silent.test(textOf(file)))
  expect(
    strays.filter((file) => file !== join('test', 'skipped-unless.ts') && file !== join('test', 'skips.test.ts')),
  ).toEqual([])
})
