import type { RenderError } from '@sigmastream/pipeline'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { PreparedRender } from '../wire/prepared-render.js'
import { announcementOf } from './announcement.js'
import type { Errands } from './errands.js'
import { prepareJob } from './prepare.js'
import type { Errand } from './protocol.js'

type CheckErrand = Extract<Errand, { readonly _tag: 'Check' }>

/**
 * What a recipe comes to before its first step. No weights are loaded, and whether there is memory for it is not asked: it
 * may be made later, or elsewhere. Errors: what was refused.
 */
export const checkErrand = (
  { recipe, material }: CheckErrand,
  errands: Pick<Errands, 'signal' | 'models'>,
): TE.TaskEither<RenderError, PreparedRender> =>
  pipe(
    prepareJob(recipe, material, 0, errands),
    TE.flatMap(({ job, needs, close }) => {
      const announced = pipe(
        TE.fromEither(announcementOf(job)),
        TE.map(({ prepared, encoding }) => ({
          whole: job.recipe,
          stored: encoding === null ? job.recipe : { ...job.recipe, encoding },
          peakBytes: needs === null ? null : Math.ceil(needs.peak),
          prepared,
        })),
      )
      return () => announced().finally(close(true))
    }),
  )
