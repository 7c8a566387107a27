import fc from 'fast-check'
import { emptyModel } from './model.js'
import { commands } from './model-commands.js'
import { laneOf } from './samples.js'
import type { ContractLaw } from './trial.js'

let sequences = 0

/** Laws of any commands in any order: each sequence has lanes of its own. */
export const modelLaws: readonly ContractLaw[] = [
  {
    name: 'whatever is asked, in whatever order, every job is in one place: it waits, runs, is dead, or is over',
    holds: async (trial, { runs, commands: maxCommands, losses, shrinks = false }) => {
      const engines = [trial.engine, await trial.another()] as const
      await fc.assert(
        fc.asyncProperty(fc.commands(commands, { maxCommands, size: 'max' }), async (all) => {
          sequences += 1
          const lanes = [laneOf(`anna-${sequences}`), laneOf(`ben-${sequences}`, { priority: 'high' })] as const
          const real = { trial, lanes, engines, held: [], graveTime: 0 }
          await fc.asyncModelRun(() => ({ model: emptyModel(losses), real }), all)
        }),
        { numRuns: runs, endOnFailure: !shrinks },
      )
    },
  },
]
