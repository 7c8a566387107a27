import type { Recipe } from '@sigmastream/pipeline'
import { type Fault, fault } from '@sigmastream/render-thread/wire'
import { either as E } from 'fp-ts'

/** How many intervals of a schedule a recipe leaves out at its start: a clip that is held is begun further down. */
const leftOut = (recipe: Recipe, steps: number, done: number): number | null => {
  if (recipe.command !== 'restyle' && recipe.command !== 'edit') return 0
  return typeof recipe.strength === 'number' ? steps - done : null
}

/** What a run was when so many steps of it were done: what of its earlier parts lies behind that is not said. */
const recipeAt = (recipe: Recipe, steps: number): Recipe => {
  const { earlier = [], ...own } = recipe
  const cut = earlier.findIndex(({ until }) => until >= steps)
  if (cut < 0) return recipe
  const { until: _, ...was } = earlier[cut] ?? { until: 0 }
  return { ...own, ...was, ...(cut === 0 ? {} : { earlier: earlier.slice(0, cut) }) }
}

/**
 * The recipe of a render that ends after `at` steps of another: its noise levels so far, and then 0. `sigmas` is the schedule
 * that was asked for, `steps` how many steps are made of it. Refused: a run whose levels are no list that falls, and a
 * strength that changes by second, which no list holds.
 */
export const stoppedRecipe = (
  recipe: Recipe,
  sigmas: readonly number[],
  steps: number | null,
  at: number,
): E.Either<Fault, Recipe> => {
  const whole = sigmas.length - 1
  const skipped = steps === null ? null : leftOut(recipe, whole, steps)
  if (steps === null || skipped === null || skipped + steps !== whole)
    return E.left(
      fault(
        'cannot-stop',
        'the noise levels of this run are no list that could end earlier',
        'cancel it, or choose a sampler that goes down the list, such as dpmpp-2m',
      ),
    )
  if (at >= steps)
    return E.left(fault('over', `after ${at} steps it is over`, `give a step from 1 to ${Math.max(1, steps - 1)}`))
  const list = [...sigmas.slice(0, skipped + at + 1), 0]
  const { shift: _, steps: __, sigmaMin: ___, sigmaMax: ____, ...rest } = recipeAt(recipe, at + 1)
  const cut = { ...rest, schedule: 'list' as const, sigmas: list }
  if (cut.command === 'inpaint')
    return E.right({ ...cut, paintEnd: cut.paintEnd === null ? null : Math.min(cut.paintEnd, list.length - 1) })
  // a schedule begins at the level that was asked for but for its rounding, and a list says its first level to the last digit
  if (cut.command === 'vary') return E.right({ ...cut, noiseLevel: list[0] ?? 0 })
  return E.right(
    (cut.command === 'restyle' || cut.command === 'edit') && skipped > 0
      ? { ...cut, strength: skipped / (list.length - 1) }
      : cut,
  )
}
