import fc from 'fast-check'
import { stepNamed, stepNames } from '../arbitraries/steps.js'
import type { Framework } from '../framework.js'
import { type Law, law, refute } from '../law.js'
import { listedScenes } from '../scene.js'
import { mustBeSameStep } from './same-step.js'

/** Where the brackets are makes no difference: to what is done, to what is declared, nor to the name. */
export const associativity = ({ andThen }: Framework): Law =>
  law(
    'chaining is associative: (f, g), h is f, (g, h)',
    fc.tuple(listedScenes(), stepNames, stepNames, stepNames),
    async ([scene, ...names]) => {
      const [f, g, h] = [stepNamed(names[0]), stepNamed(names[1]), stepNamed(names[2])]
      const left = andThen(andThen(f, g), h)
      const right = andThen(f, andThen(g, h))
      if (left.name !== right.name) refute(`the name "${left.name}" is not "${right.name}"`)
      await mustBeSameStep(scene, left, right)
    },
  )
