import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { keys } from '../src/state/keys.js'

const docs = readFileSync(new URL('../../../docs/studio.md', import.meta.url), 'utf8')

it('the docs have every key, and say of it what the page does', () => {
  const rows = [...docs.matchAll(/^\| `(\S+)` \| (.+) \|$/gm)].map(([, key, does]) => `${key} ${does}`)
  expect(rows).toEqual([...Object.values(keys).map(({ shown, does }) => `${shown} ${does}`), '0 hear the recording'])
})
