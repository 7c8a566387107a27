import { extname } from 'node:path'
import { badRecipe } from '@sigmastream/pipeline'
import { recipeJson } from '@sigmastream/pipeline/recipe'
import { either as E, type taskEither as TE } from 'fp-ts'
import { jobId } from '../job/job-id.js'
import type { Desk, NamedJob } from './desk.js'
import { jobsOf } from './jobs-of.js'
import type { NamedRecipe, Refusal } from './named-recipe.js'

/**
 * What recipes have in common that differ in their seed alone; `null` of one whose seed may decide more than its noise. Such recipes
 * are checked once, for to look into a recording takes longer than all else.
 */
const sortOf = ({ recipe, name }: NamedRecipe): string | null => {
  const { seed: _, ...others } = recipe
  return others.batch === undefined && others.toward === undefined
    ? JSON.stringify([recipeJson(others), extname(name).toLowerCase()])
    : null
}

/** The job of a recipe that differs in its seed alone. */
const withSeed = ({ job, files }: NamedJob, { recipe, name }: NamedRecipe, { seed, engine }: Desk): NamedJob => {
  const whole = { ...job.recipe, seed: recipe.seed ?? seed }
  return { job: { ...job, id: jobId(whole, job.lane.need.model, engine), recipe: whole }, name, files }
}

/** A name as a file system may take it for another. */
const plain = (name: string): string => name.normalize().toLowerCase()

/**
 * The jobs of recipes, in their order. Everything that can be checked before anything is sent is checked, and all that is wrong
 * is told of together. Refused: what `jobsOf` refuses, and two results of one name.
 */
export const planJobs =
  (
    asked: readonly NamedRecipe[],
    desk: Desk,
    tell: (planned: number) => void = () => undefined,
  ): TE.TaskEither<readonly Refusal[], readonly NamedJob[]> =>
  async () => {
    const refusals: Refusal[] = []
    const jobs: NamedJob[] = []
    const names = new Map<string, string>()
    const sorts = new Map<string, NamedJob>()
    for (const [i, one] of asked.entries()) {
      const { where } = one
      const sort = sortOf(one)
      const like = sorts.get(sort ?? '')
      const planned = like === undefined ? await jobsOf(one, desk)() : E.right([withSeed(like, one, desk)])
      if (E.isLeft(planned)) {
        if (planned.left._tag === 'RenderStopped') return E.left([{ where, error: planned.left }])
        refusals.push({ where, error: planned.left })
      } else {
        const twice = planned.right.find(({ name }) => names.has(plain(name)))
        if (twice !== undefined) {
          const before = names.get(plain(twice.name)) ?? ''
          refusals.push({
            where,
            error: badRecipe(
              'output',
              [`its result would be called ${twice.name}, as that of ${before} is`],
              ['give another name'],
            ),
          })
        }
        const [first] = planned.right
        if (sort !== null && first !== undefined) sorts.set(sort, first)
        for (const { name } of planned.right) names.set(plain(name), where)
        jobs.push(...planned.right)
      }
      tell(i + 1)
    }
    return refusals.length === 0 ? E.right(jobs) : E.left(refusals)
  }
