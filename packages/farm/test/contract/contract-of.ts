import { describe, it } from 'vitest'
import type { SkippedUnless } from '../../../../test/skipped-unless.js'
import { cancelLaws } from './cancel-laws.js'
import { claimLaws } from './claim-laws.js'
import { closeLaws } from './close-laws.js'
import { endLaws } from './end-laws.js'
import { eventLaws } from './event-laws.js'
import { foreignLaws } from './foreign-laws.js'
import { idleLaws } from './idle-laws.js'
import { lossLaws } from './loss-laws.js'
import { modelLaws } from './model-laws.js'
import { queueLaws } from './queue-laws.js'
import { raceLaws } from './race-laws.js'
import type { ContractLaw, Effort, OpenTrial } from './trial.js'
import { workerLaws } from './worker-laws.js'

/** Every law of the contract. */
export const contractLaws: readonly ContractLaw[] = [
  ...queueLaws,
  ...endLaws,
  ...idleLaws,
  ...lossLaws,
  ...closeLaws,
  ...raceLaws,
  ...cancelLaws,
  ...claimLaws,
  ...eventLaws,
  ...workerLaws,
  ...foreignLaws,
  ...modelLaws,
]

/** Puts a fresh engine to a law: rejects with what is wrong. */
export const mustBeKept = async (law: ContractLaw, open: OpenTrial, effort: Effort): Promise<void> => {
  const trial = await open()
  try {
    await law.holds(trial, effort)
  } finally {
    await trial.end()
  }
}

/**
 * The contract of engines as tests, one a law, side by side: waiting for a lease to be lost takes a real engine long.
 * `skipped` are the options of `skippedUnless` where the engine is not everywhere.
 */
export const contractOf = (name: string, open: OpenTrial, effort: Effort, skipped: SkippedUnless = {}): void => {
  describe.concurrent(`the contract of engines: ${name}`, skipped, () => {
    for (const law of contractLaws) it(law.name, () => mustBeKept(law, open, effort))
  })
}
