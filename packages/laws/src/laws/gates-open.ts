import { intervalsOf } from '@sigmastream/core'
import fc from 'fast-check'
import { stepNamed, stepNames } from '../arbitraries/steps.js'
import type { Framework } from '../framework.js'
import { type Law, law, refute } from '../law.js'
import { listedScenes } from '../scene.js'
import { mustBeSameStep, mustRunAlike } from './same-step.js'

/** Where a gate is open the step runs; where it is closed nothing happens: no call, no draw, and nothing declared. */
export const gatesOpen = ({ when, identity }: Framework): Law =>
  law(
    'an open gate is the step, and a closed one does nothing',
    fc.tuple(listedScenes(), stepNames),
    async ([scene, name]) => {
      const step = stepNamed(name)
      await mustBeSameStep(
        scene,
        when(() => true, step),
        step,
      )
      const closed = when(() => false, step)
      intervalsOf(scene.sigmas).forEach((at) => {
        if (closed.calls(at) > 0 || closed.draws(at).length > 0)
          refute(
            `${closed.name} is closed, and declares ${closed.calls(at)} calls and the draws [${closed.draws(at).join(', ')}]`,
          )
      })
      await mustRunAlike(scene, closed, identity())
    },
  )
