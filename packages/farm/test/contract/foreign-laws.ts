import { answerOf, failureOf, idOf, jobOf, laneOf } from './samples.js'
import { anna, takeAll } from './steps.js'
import { type ContractLaw, mustBe } from './trial.js'

/** Laws of what others have written; an engine where nobody else can write has none to keep. */
export const foreignLaws: readonly ContractLaw[] = [
  {
    name: 'what another program wrote into a lane is said to be foreign, and other lanes go on',
    holds: async ({ engine, plant }) => {
      if (plant === null) return
      const ben = laneOf('ben')
      await answerOf(engine.submit([jobOf(1, ben)]))
      await plant(anna)
      const error = await failureOf(engine.work(anna, 'w1'))
      if (error._tag !== 'EngineForeign') throw new Error(`it is said to be ${error._tag}`)
      mustBe('the engine', error.engine, engine.name)
      mustBe('who is taken elsewhere', await takeAll({ engine }, ben), [idOf(1)])
    },
  },
]
