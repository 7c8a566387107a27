import fc, { type RunDetails } from 'fast-check'
import { expect } from 'vitest'
import './test/same-numbers.js'

const given = process.env['SIGMASTREAM_SEED']
const seed = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given)
if (given === undefined) console.log(`property tests: seed ${seed}`)

/** Beside fast-check's own words (seed, path, counterexample): the line that runs the same again. */
const report = <T>(out: RunDetails<T>): void => {
  if (!out.failed) return
  const name = expect.getState().currentTestName ?? ''
  throw new Error(
    `${fc.defaultReportMessage(out)}\n\nThe same again: SIGMASTREAM_SEED=${out.seed} npx vitest run -t ${JSON.stringify(name)}`,
  )
}

const runs = process.env['SIGMASTREAM_RUNS']
fc.configureGlobal({ seed, reporter: report, ...(runs === undefined ? {} : { numRuns: Number(runs) }) })
