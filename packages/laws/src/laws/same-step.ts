import type { Step } from '@sigmastream/core'
import { intervalsOf, plan } from '@sigmastream/core'
import { mustHaveSameFrames } from '../compare.js'
import { refute } from '../law.js'
import { orThrow } from '../or-throw.js'
import { record } from '../record.js'
import { engineOf, type Scene } from '../scene.js'

/** What a step declares on the intervals of a scene, as text: two steps that do the same must declare the same. */
const declarationOf = (step: Step, { sigmas, shape }: Scene): string =>
  JSON.stringify([
    step.memory,
    intervalsOf(sigmas).map((at) => [step.calls(at), step.draws(at)]),
    step.check({ shape, steps: sigmas.length - 1 }),
  ])

/** Ends a law unless two steps give the same frames bit for bit, whatever they declare. */
export const mustRunAlike = async (scene: Scene, a: Step, b: Step): Promise<void> => {
  const framesOf = (step: Step) =>
    record(orThrow(plan({ step, schedule: scene.sigmas, shape: scene.shape })), engineOf(scene))
  mustHaveSameFrames(`${a.name}, and ${b.name}`, await framesOf(a), await framesOf(b))
}

/** Ends a law unless two steps declare the same, and give the same frames bit for bit. */
export const mustBeSameStep = async (scene: Scene, a: Step, b: Step): Promise<void> => {
  const [ofA, ofB] = [declarationOf(a, scene), declarationOf(b, scene)]
  if (ofA !== ofB) refute(`${a.name} declares ${ofA}, and ${b.name} declares ${ofB}`)
  await mustRunAlike(scene, a, b)
}
