import type { Plan } from '@sigmastream/core'
import fc from 'fast-check'
import { type Scene, scenes, stepsOf } from '../scene.js'
import type { Subject } from '../subject.js'

/** A search of a scene: so many takes, of which so many go on after these places of the run. */
export interface Hunt {
  readonly scene: Scene
  readonly takes: number
  readonly keep: number
  readonly places: readonly number[]
}

/** Searches of a listed subject. */
export const hunts = (subject: Subject): fc.Arbitrary<Hunt> =>
  fc
    .record({
      scene: scenes(subject, { steps: [3, 5] }),
      takes: fc.integer({ min: 2, max: 4 }),
      keep: fc.nat(),
      places: fc.array(fc.nat(), { minLength: 1, maxLength: 2 }),
    })
    .map(({ takes, keep, ...hunt }) => ({ ...hunt, takes, keep: 1 + (keep % (takes - 1)) }))

/**
 * After how many steps the checkpoints are: behind the first and before the last. Where no noise is drawn there is one at
 * most, since forks would be the same again.
 */
export const checkpointsOf = (subject: Subject, plan: Plan, places: readonly number[]): readonly number[] => {
  const between = stepsOf(plan) - 1
  if (between < 1) return []
  const counts = [...new Set(places.map((place) => 1 + (place % between)))].toSorted((a, b) => a - b)
  return subject.stochastic === true ? counts : counts.slice(0, 1)
}
