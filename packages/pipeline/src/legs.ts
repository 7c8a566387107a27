import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type RenderError, refuseRecipe } from './errors.js'
import { intervalsOf } from './intervals.js'
import type { EarlierJob, Job, Jobs } from './job.js'
import type { Recipe } from './recipe/recipe.js'
import { field, words } from './words.js'

/** A part of a run under one recipe: `until` is how many steps of the run are done at its end. */
export interface RecipeLeg {
  readonly recipe: Recipe
  readonly until: number
}

/** The parts of a run before the last one, which the recipe itself is of: none but of a take that was forked. */
export const earlierLegs = ({ earlier = [], ...recipe }: Recipe): readonly RecipeLeg[] =>
  earlier.map(({ until, ...was }) => ({ until, recipe: { ...recipe, ...was } }))

/** Parts of a run follow each other, and each has steps; the last one as well. Refused: any other. */
const checkOrder = ({ plan, recipe: { sampler, earlier = [] } }: Job): E.Either<RenderError, void> => {
  const steps = intervalsOf(plan)?.length ?? Infinity
  const stray = earlier.find(({ until }, i) => until <= (earlier[i - 1]?.until ?? 0) || until >= steps)
  if (stray === undefined) return E.right(undefined)
  return stray.until >= steps
    ? refuseRecipe(
        'earlier',
        [`it was otherwise until step ${stray.until}, and with ${sampler} it has ${steps} steps in all`],
        words`give an earlier step, or another ${field('sampler')}`,
      )
    : refuseRecipe('earlier', [`it was otherwise until step ${stray.until} twice`], ['give steps in order'])
}

/** The jobs of a part of a run, one for each item. */
interface EarlierJobs {
  readonly jobs: Jobs['each']
  readonly until: number
}

/** Jobs with what came before them; of several items, each goes on from the one of its place. */
export const withEarlier =
  (parts: readonly EarlierJobs[]) =>
  (each: Jobs['each']): E.Either<RenderError, Jobs['each']> =>
    pipe(
      each,
      E.traverseReadonlyNonEmptyArrayWithIndex((item, job: Job) =>
        pipe(
          checkOrder(job),
          E.map(
            (): Job => ({
              ...job,
              earlier: parts.map(({ jobs, until }): EarlierJob => ({ job: jobs[item] ?? jobs[0], until })),
            }),
          ),
        ),
      ),
    )
