import fc from 'fast-check'
import { stepNamed, stepNames } from '../arbitraries/steps.js'
import type { Framework } from '../framework.js'
import { type Law, law } from '../law.js'
import { listedScenes } from '../scene.js'
import { mustBeSameStep } from './same-step.js'

/** `identity` is the unit of `andThen`, on both sides. */
export const identityLaw = ({ andThen, identity }: Framework): Law =>
  law('identity before or after a step changes nothing', fc.tuple(listedScenes(), stepNames), async ([scene, name]) => {
    const step = stepNamed(name)
    await mustBeSameStep(scene, andThen(identity(), step), step)
    await mustBeSameStep(scene, andThen(step, identity()), step)
  })
