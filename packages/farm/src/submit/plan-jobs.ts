import { badRecipe } from '@sigmastream/pipeline'
import { either as E, type taskEither as TE } from 'fp-ts'
import type { Desk, NamedJob } from './desk.js'
import { jobsOf } from './jobs-of.js'
import type { NamedRecipe, Refusal } from './named-recipe.js'

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
    for (const [i, one] of asked.entries()) {
      const { where } = one
      const planned = await jobsOf(one, desk)()
      if (E.isLeft(planned)) {
        if (planned.left._tag === 'RenderStopped') return E.left([{ where, error: planned.left }])
        refusals.push({ where, error: planned.left })
      } else {
        const twice = planned.right.find(({ name }) => names.has(plain(name)))
        if (twice !== undefined) {
          const first = names.get(plain(twice.name)) ?? ''
          refusals.push({
            where,
            error: badRecipe(
              'output',
              [`its result would be called ${twice.name}, as that of ${first} is`],
              ['give another name'],
            ),
          })
        }
        for (const { name } of planned.right) names.set(plain(name), where)
        jobs.push(...planned.right)
      }
      tell(i + 1)
    }
    return refusals.length === 0 ? E.right(jobs) : E.left(refusals)
  }
