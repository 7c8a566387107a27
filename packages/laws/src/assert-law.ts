import fc from 'fast-check'
import type { Law } from './law.js'
import { defaultRuns, type Runs } from './replay.js'

const announcedSeeds = new Set<number>()

// Once a seed: thirty laws of twenty samplers would print it six hundred times.
const announce = (seed: number): void => {
  if (announcedSeeds.has(seed)) return
  announcedSeeds.add(seed)
  console.info(
    `laws: seed ${seed}; SIGMASTREAM_SEED=${seed} runs the same cases again, SIGMASTREAM_RUNS=n more of them`,
  )
}

/**
 * Checks a law, and prints the seed. Rejects where the law is broken: the message has the shrunk counterexample, what
 * was wrong, and how to replay it. The seed and the number of runs come from `SIGMASTREAM_SEED` and `SIGMASTREAM_RUNS`
 * unless given.
 */
export const assertLaw = async (law: Law, given: Partial<Runs> = {}): Promise<void> => {
  const { seed, runs } = { ...defaultRuns, ...given }
  announce(seed)
  // Not `fc.assert`: a reporter of the project that uses the kit would speak in its place.
  const details = await fc.check(law.property, { seed, numRuns: law.runs ?? runs, includeErrorInReport: true })
  if (!details.failed) return
  throw new Error(
    `broken law: ${law.name}\n${fc.defaultReportMessage(details)}\nreplay with SIGMASTREAM_SEED=${seed} SIGMASTREAM_RUNS=${runs}`,
  )
}
