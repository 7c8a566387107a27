import { expect } from 'vitest'
import { takeAll } from './queue-laws.js'
import { answerOf, failureOf, idOf, jobOf, laneOf } from './samples.js'
import type { ContractLaw } from './trial.js'

/** Laws of what others have written; an engine where nobody else can write has none to keep. */
export const foreignLaws: readonly ContractLaw[] = [
  {
    name: 'what another program wrote into a lane is said to be foreign, and other lanes go on',
    holds: async ({ engine, plant }) => {
      if (plant === null) return
      const ben = laneOf('ben')
      await answerOf(engine.submit([jobOf(1, ben)]))
      await plant(laneOf('anna'))
      expect(await failureOf(engine.work(laneOf('anna'), 'w1'))).toMatchObject({
        _tag: 'EngineForeign',
        engine: engine.name,
      })
      expect(await takeAll({ engine }, ben)).toEqual([idOf(1)])
    },
  },
]
