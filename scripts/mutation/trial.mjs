import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testsFor } from './reach.mjs'
import { vitestRun } from './vitest-run.mjs'

/** The longest that no test of a file may end: ten times what its slowest took without a mutant, and half a minute. */
const limitFor = ({ slowest }) => 30_000 + 10 * Math.ceil(slowest)

/** As much longer before a hang is believed: a busy machine may have stood still. */
const PATIENCE = 4

/** Runs test files on a mutant, which must have been loaded. */
const runOn = async (mutant, asked, how) => {
  const folder = mkdtempSync(join(tmpdir(), 'sigmastream-mutant-'))
  const path = join(folder, 'mutant.json')
  writeFileSync(path, JSON.stringify(mutant))
  const run = await vitestRun({
    ...how,
    tests: asked.map(({ test }) => test),
    env: { SIGMASTREAM_MUTANT: path },
    bail: true,
    limits: asked.map((one) => (how.patient ? PATIENCE : 1) * limitFor(one)),
  })
  const loaded = existsSync(`${path}.loaded`)
  rmSync(folder, { recursive: true })
  const tells = run.hung || (loaded && (run.status === 0 || run.first !== undefined))
  if (!tells)
    throw new Error(`${mutant.file}:${mutant.line}: the run tells nothing (status ${run.status})\n${run.said}`)
  return run
}

/**
 * Test files one after the other in one process, which is quick; but what fails behind another file may fail by what that one
 * left behind, so it is run again by itself, and all of them where it passes then. What hangs is given more time once, from the
 * file on that did.
 */
const runAll = async (mutant, asked, { workers }) => {
  const quick = await runOn(mutant, asked, { workers, isolated: false })
  const failing = asked.find(({ test }) => test === quick.first?.test)
  if (quick.hung) return runOn(mutant, asked.slice(quick.ended), { workers, isolated: true, patient: true })
  if (quick.status === 0 || failing === asked[0]) return quick
  const alone = failing === undefined ? quick : await runOn(mutant, [failing], { workers, isolated: true })
  return failing !== undefined && alone.status !== 0 ? alone : runOn(mutant, asked, { workers, isolated: true })
}

/** One mutant put to the tests that reach it. Without any it survives unseen. A hang is a kill, and said so. */
export const trial = async (mutant, entries, how) => {
  const begun = performance.now()
  const asked = testsFor(mutant, entries)
  const result = (status, by) => ({
    ...mutant,
    status,
    by,
    tests: asked.length,
    seconds: Number(((performance.now() - begun) / 1000).toFixed(1)),
  })
  if (asked.length === 0) return result('survived', 'no test reaches it')
  const { hung, first, status } = await runAll(mutant, asked, how)
  if (hung) return result('killed', 'no test ended within the time limit')
  return status === 0 ? result('survived', null) : result('killed', first.by)
}
