import { cancelMutants } from './cancel-mutants.js'
import { endMutants } from './end-mutants.js'
import { lossMutants } from './loss-mutants.js'
import type { Mutant } from './mutant.js'
import { queueMutants } from './queue-mutants.js'

const law = 'whatever is asked, in whatever order, every job is in one place: it waits, runs, is dead, or is over'

/** Those that any sequence of commands can meet. */
const met = [
  'an engine that tries a dead job again when it is submitted',
  'an engine that takes in a job again that runs',
  'an engine that keeps what is finished',
  'an engine whose lanes are stacks',
  'an engine whose jobs are told apart by their ids alone',
  'an engine that puts behind all others what is given back',
  'an engine for which giving back is a loss',
  'an engine that lets a lease be finished twice',
  'an engine that drops what is given up',
  'an engine that shows the newest of the dead first',
  'an engine that counts no losses',
  'an engine that loses all workers with one',
  'an engine that says a lease is lost, and takes the job from who has it',
  'an engine that remembers losses when a job is tried again',
  'an engine that takes out the next job, whichever was meant',
  'an engine that takes out the dead',
  'an engine that tells no worker',
  'an engine that tells every worker',
  'an engine that takes a cancelled job from its worker',
  'an engine in which a job that is tried again is still cancelled',
]

/** Mutants that the law of all commands in any order must notice by itself. */
export const modelMutants: readonly Mutant[] = [...queueMutants, ...endMutants, ...lossMutants, ...cancelMutants]
  .filter(({ wrong }) => met.includes(wrong))
  .map((mutant) => ({ ...mutant, breaks: law, says: /Counterexample/ }))
