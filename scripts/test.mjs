// Installs, builds, runs every test, and closes with the count. Arguments go to vitest.
// usage: node scripts/test.mjs [FILE ...]
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import './setup.mjs'

const seed = process.env.SIGMASTREAM_SEED ?? String(Math.floor(Math.random() * 2 ** 31))
console.log(`property tests: seed ${seed}; the same again: SIGMASTREAM_SEED=${seed} npm test`)

const folder = mkdtempSync(join(tmpdir(), 'sigmastream-test-'))
const report = join(folder, 'report.json')
const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, SIGMASTREAM_SEED: seed } },
)

// Why tests were skipped, with how many for each reason: `skippedUnless` of test/ leaves it in their report. What the
// arguments filter out has none.
const reasonsOf = (files) => {
  const reasons = new Map()
  for (const { assertionResults } of files)
    for (const test of assertionResults) {
      const reason = test.meta?.skipped ?? 'not asked for'
      if (test.status === 'skipped' || test.status === 'pending') reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    }
  return [...reasons]
}

const counts = () => {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    )
    // A file that fails to load has no tests of its own: it counts as one failure.
    return {
      passed: numPassedTests,
      failed: numFailedTests === 0 && status !== 0 ? Math.max(1, numFailedTestSuites) : numFailedTests,
      skipped: numPendingTests,
      reasons: reasonsOf(testResults),
    }
  } catch {
    return { passed: 0, failed: 1, skipped: 0, reasons: [] }
  }
}
const { passed, failed, skipped, reasons } = counts()
rmSync(folder, { recursive: true, force: true })
for (const [reason, count] of reasons) console.log(`${count} skipped: ${reason}`)
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = status === 0 && failed === 0 ? 0 : 1
