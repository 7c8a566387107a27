import fc from 'fast-check'

/** How laws are run: the seed of their cases, and how many cases each. */
export interface Runs {
  readonly seed: number
  readonly runs: number
}

const wholeNumber = (name: string, text: string | undefined, otherwise: number, least: number): number => {
  if (text === undefined || text === '') return otherwise
  const value = Number(text)
  if (!Number.isInteger(value) || value < least)
    throw new Error(`${name} is "${text}"; give a whole number of at least ${least}`)
  return value
}

/**
 * What the environment asks for; 25 runs, and the seed given, where it asks for nothing. Throws where it asks for no
 * number.
 */
export const runsOf = (environment: Readonly<Record<string, string | undefined>>, freshSeed: number): Runs => ({
  seed: wholeNumber('SIGMASTREAM_SEED', environment['SIGMASTREAM_SEED'], freshSeed, -(2 ** 31)),
  runs: wholeNumber('SIGMASTREAM_RUNS', environment['SIGMASTREAM_RUNS'], 25, 1),
})

// A browser has no environment, and asks for nothing.
const environment = typeof process === 'undefined' ? {} : process.env

/**
 * The one place where the law kit reads the environment, the seed that fast-check was configured with, and the clock.
 */
export const defaultRuns: Runs = runsOf(environment, fc.readConfigureGlobal().seed ?? Date.now() % 2 ** 31)
