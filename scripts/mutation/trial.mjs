import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testsFor } from './reach.mjs'
import { vitestRun } from './vitest-run.mjs'

/** The longest that no test of a file may end: ten times what its slowest took without a mutant, and half a minute. */
const limitFor = ({ slowest }) => 30_000 + 10 * Math.ceil(slowest)

/** One mutant put to the tests that reach it. Without any it survives unseen. A hang is a kill, and said so. */
export const trial = async (mutant, entries, { workers }) => {
  const asked = testsFor(mutant, entries)
  const result = (status, by, seconds) => ({
    ...mutant,
    status,
    by,
    tests: asked.length,
    seconds: Number(seconds.toFixed(1)),
  })
  if (asked.length === 0) return result('survived', 'no test reaches it', 0)
  const folder = mkdtempSync(join(tmpdir(), 'sigmastream-mutant-'))
  const path = join(folder, 'mutant.json')
  writeFileSync(path, JSON.stringify(mutant))
  const { hung, by, said, status, seconds } = await vitestRun({
    tests: asked.map(({ test }) => test),
    workers,
    env: { SIGMASTREAM_MUTANT: path },
    bail: true,
    limits: asked.map(limitFor),
  })
  const loaded = existsSync(`${path}.loaded`)
  rmSync(folder, { recursive: true })
  if (hung) return result('killed', 'no test ended within the time limit', seconds)
  if (!loaded || (status !== 0 && by === undefined))
    throw new Error(`${mutant.file}:${mutant.line}: the run tells nothing (status ${status})\n${said}`)
  return status === 0 ? result('survived', null, seconds) : result('killed', by, seconds)
}
