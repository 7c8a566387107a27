import { expect, it } from 'vitest'
import { testFiles, textOf } from './test-files.js'

it('a test that puts something in the place of a module has a process of its own: its name ends in .alone.test.ts', () => {
  const replacing = testFiles.filter((file) => /^ *vi\.(mock|doMock)\(/m.test(textOf(file)))
  expect(replacing.length).toBeGreaterThan(0)
  expect(replacing.filter((file) => !file.endsWith('.alone.test.ts'))).toEqual([])
})
