import { answerOf, failureOf, idOf, jobOf } from './samples.js'
import { anna, countOf, take } from './steps.js'
import { type ContractLaw, lookUntil, mustBe } from './trial.js'

/** Laws of letting go of an engine. */
export const closeLaws: readonly ContractLaw[] = [
  {
    name: 'an engine that is closed ends nothing: what it had is lost in time, and others have the rest',
    holds: async (trial) => {
      const { engine } = trial
      const other = await trial.another()
      await answerOf(other.submit([jobOf(1), jobOf(2)]))
      const [lost, kept] = [await take({ engine: other }), await take({ engine })]
      await other.close()
      await other.close()
      mustBe('whether its workers are told', lost.lost.aborted, true)
      mustBe('finish, when it is closed', (await lost.finish())._tag, 'Left')
      mustBe('lanes', await answerOf(engine.lanes), [countOf(0, 2)])
      await trial.untilLost()
      const again = await take({ engine })
      mustBe('who is taken again', again.job.id, idOf(1))
      mustBe('losses', again.losses, 1)
      mustBe('whether others are told', kept.lost.aborted, false)
      await answerOf(again.finish)
      await answerOf(kept.finish)
      await answerOf(engine.drain)
    },
  },
  {
    name: 'an engine that is closed answers nothing more, and lets nobody wait',
    holds: async (trial) => {
      const other = await trial.another()
      await answerOf(other.submit([jobOf(1)]))
      const over: string[] = []
      void other.drain().then(({ _tag }) => over.push(`drain: ${_tag}`))
      const end = () => over.push('events')
      other.events().subscribe({ complete: end, error: end })
      await trial.soon()
      mustBe('what is over before', over, [])
      await other.close()
      await lookUntil(
        trial,
        () => over.length,
        (length) => length === 2,
      )
      mustBe('what is over', over.toSorted(), ['drain: Left', 'events'])
      other.events(idOf(1)).subscribe({ complete: end, error: end })
      await lookUntil(
        trial,
        () => over.length,
        (length) => length === 3,
      )
      mustBe('whether who listens now is told that it is over', over.length, 3)
      const tasks = [other.lanes, other.work(anna, 'w1'), other.submit([jobOf(3)]), other.drain, other.workers]
      for (const task of tasks) mustBe('how it fails', (await failureOf(task))._tag, 'EngineUnreachable')
      mustBe('lanes', await answerOf(trial.engine.lanes), [countOf(1)])
    },
  },
]
