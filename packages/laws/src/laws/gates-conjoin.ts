import fc from 'fast-check'
import { windows } from '../arbitraries/schedules.js'
import { stepNamed, stepNames } from '../arbitraries/steps.js'
import type { Framework } from '../framework.js'
import { type Law, law } from '../law.js'
import { listedScenes } from '../scene.js'
import { mustBeSameStep } from './same-step.js'

/** A gate within a gate is the gate that is open where both are; a closed one calls nothing and draws nothing. */
export const gatesConjoin = ({ when, within, both }: Framework): Law =>
  law(
    'a gate within a gate is the gate that is open where both are',
    fc.tuple(listedScenes(), stepNames, windows(6), windows(6)),
    async ([scene, name, [a, b], [c, d]]) => {
      const step = stepNamed(name)
      const [f, g] = [within(a, b), within(c, d)]
      await mustBeSameStep(scene, when(f, when(g, step)), when(both(f, g), step))
      await mustBeSameStep(scene, when(both(f, g), step), when(within(Math.max(a, c), Math.min(b, d)), step))
    },
  )
