import {
  closeMaterial,
  type Job,
  type Jobs,
  type MemoryNeeds,
  prepare,
  type Recipe,
  type RenderError,
} from '@sigmastream/pipeline'
import { type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Errands } from './errands.js'
import { openSource } from './material.js'
import type { Material } from './protocol.js'

/** A job, what opens its model, and what comes at its end: then its recording is not read any more. */
export interface PreparedJob {
  readonly job: Job
  /** What it takes of memory; `null` where nobody can tell. */
  readonly needs: MemoryNeeds | null
  readonly open: Jobs['open']
  /** `wentWell` is false where it failed, and the model may be why. */
  readonly close: (wentWell: boolean) => T.Task<void>
}

/**
 * Opens what a recipe works on and checks all that can be wrong before its model is loaded, but for whether there is memory
 * for it; `done` steps of it are done.
 */
export const prepareJob = (
  recipe: Recipe,
  material: Material,
  done: number,
  { signal, models }: Pick<Errands, 'signal' | 'models'>,
): TE.TaskEither<RenderError, PreparedJob> => {
  const loan = models.lend()
  return pipe(
    openSource(material, loan.load),
    TE.flatMap(({ clip, model }) => {
      const { memory } = material
      return pipe(
        prepare(model, [{ recipe, clip, done }], { signal, availableMemory: memory }),
        TE.map(({ each: [job], open }): PreparedJob => {
          const needs = job.piece.needs?.(true) ?? null
          return {
            job,
            needs,
            open: (stop) =>
              pipe(
                TE.fromTask(loan.begin(needs, memory)),
                TE.flatMap(() => open(stop)),
              ),
            close: (wentWell) => async () => {
              await loan.end(wentWell)()
              await closeMaterial(clip)()
            },
          }
        }),
        TE.tapError(() => TE.fromTask(closeMaterial(clip))),
      )
    }),
  )
}
