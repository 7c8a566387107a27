import { answerOf, jobOf, laneOf, letterOf, placeOf } from './samples.js'
import { take } from './steps.js'
import { type ContractLaw, lookUntil, mustBe } from './trial.js'

/** Laws of waiting for something to do, and for nothing to be left. */
export const idleLaws: readonly ContractLaw[] = [
  {
    name: 'workers are woken by what waits anew: what is submitted, given back or tried again, in any process',
    holds: async (trial) => {
      const { engine } = trial
      const other = await trial.another()
      const woken = new Set<string>()
      const listening = [
        engine.wakes.subscribe(() => woken.add('in this process')),
        other.wakes.subscribe(() => woken.add('in another')),
      ]
      const mustWake = async (what: string): Promise<void> => {
        await lookUntil(
          trial,
          () => woken.size,
          (size) => size === 2,
        )
        mustBe(`who is woken by ${what}`, [...woken].toSorted(), ['in another', 'in this process'])
        await trial.soon()
        woken.clear()
      }
      await answerOf(engine.submit([jobOf(1)]))
      await mustWake('what is submitted')
      await answerOf(engine.submit([jobOf(1), jobOf(2)]))
      await mustWake('what is submitted beside what is there already')
      await answerOf((await take({ engine })).giveBack)
      await mustWake('what is given back')
      await answerOf((await take({ engine: other })).bury(letterOf(jobOf(1))))
      await answerOf(other.retry(placeOf(jobOf(1))))
      await mustWake('what is tried again')
      for (const one of listening) one.unsubscribe()
    },
  },
  {
    name: 'draining ends when nothing waits and nothing runs, and no sooner',
    holds: async (trial) => {
      const { engine } = trial
      await answerOf(engine.drain)
      await answerOf(engine.submit([jobOf(1), jobOf(2), jobOf(3), jobOf(4, laneOf('ben'))]))
      const drained: string[] = []
      for (const one of [engine, await trial.another()]) void answerOf(one.drain).then(() => drained.push('drained'))
      const [first, second] = [await take({ engine }), await take({ engine })]
      await trial.soon()
      mustBe('while two wait and two run', drained, [])
      await answerOf(engine.cancel(placeOf(jobOf(3))))
      await answerOf(engine.cancel(placeOf(jobOf(4, laneOf('ben')))))
      await trial.soon()
      mustBe('while two run', drained, [])
      await answerOf(first.finish)
      await trial.soon()
      mustBe('while one runs', drained, [])
      await answerOf(second.bury(letterOf(jobOf(2))))
      await lookUntil(
        trial,
        () => drained.length,
        (length) => length === 2,
      )
      mustBe('when one is dead and the rest is over', drained, ['drained', 'drained'])
    },
  },
]
