import { describe, expect, it } from 'vitest'
import { cancelMutants } from './contract/cancel-mutants.js'
import { claimMutants } from './contract/claim-mutants.js'
import { closeMutants } from './contract/close-mutants.js'
import { contractLaws, mustBeKept } from './contract/contract-of.js'
import { endMutants } from './contract/end-mutants.js'
import { eventMutants } from './contract/event-mutants.js'
import { foreignLaws } from './contract/foreign-laws.js'
import { foreignTrials } from './contract/foreign-mutants.js'
import { idleMutants } from './contract/idle-mutants.js'
import { lossMutants } from './contract/loss-mutants.js'
import { memoryEffort, memoryTrial } from './contract/memory-trial.js'
import { modelMutants } from './contract/model-mutants.js'
import { queueMutants } from './contract/queue-mutants.js'
import { raceMutants } from './contract/race-mutants.js'
import { workerMutants } from './contract/worker-mutants.js'

/** A law that is broken is broken soon; how small, nobody asks. */
const effort = { ...memoryEffort, runs: 300, shrinks: false }

const mutants = [
  ...queueMutants,
  ...endMutants,
  ...idleMutants,
  ...lossMutants,
  ...closeMutants,
  ...raceMutants,
  ...cancelMutants,
  ...claimMutants,
  ...eventMutants,
  ...workerMutants,
  ...modelMutants,
]

describe('a law of the contract that no mutant can break is not a test', () => {
  it.each(mutants)('$wrong is killed by: $breaks', async ({ breaks, says, ...parts }) => {
    const law = contractLaws.find(({ name }) => name === breaks)
    if (law === undefined) throw new Error(`no law "${breaks}"`)
    await expect(mustBeKept(law, () => memoryTrial(parts), effort)).rejects.toThrow(says)
  })

  it.each(foreignLaws)('an engine that takes what is foreign is killed by: $name', async (law) => {
    const { careful, careless, broken } = foreignTrials
    await mustBeKept(law, () => memoryTrial(careful), memoryEffort)
    await expect(mustBeKept(law, () => memoryTrial(careless), memoryEffort)).rejects.toThrow(/^it did/)
    await expect(mustBeKept(law, () => memoryTrial(broken), memoryEffort)).rejects.toThrow(/EngineForeign/)
  })

  it('every law has a mutant', () => {
    const broken = new Set(
      [...mutants, ...foreignLaws.map(({ name }) => ({ breaks: name }))].map(({ breaks }) => breaks),
    )
    expect(contractLaws.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([])
  })
})
