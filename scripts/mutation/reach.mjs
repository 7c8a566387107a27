import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { filesIn, packages, root, shown } from '../modules/workspace.mjs'
import { functionAround, functionsOf } from './functions.mjs'
import { hashOf, packageNames, read, sourcesOf } from './sources.mjs'
import { vitestRun } from './vitest-run.mjs'

/** Which functions each test file reaches: measured once, kept in `out/mutation/reach`, and again where what it ran has changed. */

const cache = join(root, 'out/mutation/reach')
const testFolders = [...packages.map(({ folder }) => shown(join(folder, 'test'))), 'examples', 'test']
const entryOf = (test) => join(cache, `${hashOf(test)}.json`)

const helpers = testFolders.map((folder) => {
  const files = filesIn(folder, ['.ts', '.mjs']).filter((file) => !file.endsWith('.test.ts'))
  return [folder, files.map(read).join('\0')]
})

/** Of the test, the helpers beside it, and every source that it loaded. */
const keyOf = (test, sources) =>
  hashOf(
    [
      read(test),
      ...helpers.flatMap(([folder, text]) => (test.startsWith(`${folder}/`) ? [text] : [])),
      ...sources.map((file) => (existsSync(file) ? read(file) : '')),
    ].join('\0'),
  )

const kept = (test) => {
  if (!existsSync(entryOf(test))) return undefined
  const entry = JSON.parse(readFileSync(entryOf(test), 'utf8'))
  return !entry.failed && entry.key === keyOf(test, Object.keys(entry.reached)) ? entry : undefined
}

const allSources = () => hashOf(sourcesOf(packageNames).map(read).join('\0'))

/** A test file that leaves nothing (all its tests are skipped) reaches nothing. */
const nothing = (test) => ({ test, milliseconds: 0, slowest: 0, failed: false, reached: {} })

const measure = async (tests, { workers, say }) => {
  const folder = mkdtempSync(join(tmpdir(), 'sigmastream-reach-'))
  say(`which tests reach what: ${tests.length} test files`)
  const before = allSources()
  await vitestRun({ tests, workers, env: { SIGMASTREAM_REACH: folder }, bail: false, isolated: true })
  const found = new Map(
    readdirSync(folder).map((name) => {
      const entry = JSON.parse(readFileSync(join(folder, name), 'utf8'))
      return [shown(entry.test), { ...entry, test: shown(entry.test) }]
    }),
  )
  rmSync(folder, { recursive: true })
  if (allSources() !== before) throw new Error('a source was changed while the tests ran: run it again')
  mkdirSync(cache, { recursive: true })
  return tests.map((test) => {
    const entry = found.get(test) ?? nothing(test)
    const keyed = { ...entry, key: keyOf(test, Object.keys(entry.reached)) }
    writeFileSync(entryOf(test), JSON.stringify(keyed))
    return keyed
  })
}

/** What every test file reaches. One that fails without a mutant can tell nothing: it is said and left out. */
export const reach = async (how) => {
  const tests = testFolders.flatMap((folder) => filesIn(folder, ['.test.ts']).map(shown))
  const known = tests.map((test) => kept(test) ?? test)
  const stale = known.filter((one) => typeof one === 'string')
  const entries = [
    ...known.filter((one) => typeof one !== 'string'),
    ...(stale.length === 0 ? [] : await measure(stale, how)),
  ]
  for (const { test, failed } of entries) if (failed) how.say(`left out, for it fails as it is: ${test}`)
  return entries.filter(({ failed }) => !failed)
}

/** Tests that reach a mutant: those of its own package first, then those that run most of its file, the quick ones first. */
export const testsFor = (mutant, entries) => {
  const number = functionAround(functionsOf(read(mutant.file)), mutant)
  const [folder] = mutant.file.split('/src/')
  const rank = ({ test, reached, milliseconds }) =>
    milliseconds * (test.startsWith(`${folder}/`) ? 1 : 4) * (reached[mutant.file].length > 1 ? 1 : 8)
  return entries.filter(({ reached }) => reached[mutant.file]?.includes(number)).toSorted((a, b) => rank(a) - rank(b))
}
