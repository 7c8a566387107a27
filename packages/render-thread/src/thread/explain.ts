import { checkMemory, explainJob, explanationLines, type RenderError } from '@sigmastream/pipeline'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Explanation } from '../wire/explanation.js'
import { chainSteps } from './chain-steps.js'
import type { Errands } from './errands.js'
import { prepareJob } from './prepare.js'
import type { Errand } from './protocol.js'

type ExplainErrand = Extract<Errand, { readonly _tag: 'Explain' }>

/** What a recipe would do, as `sigmastream explain` says it. Errors: what was refused. */
export const explainErrand = (
  { recipe, material }: ExplainErrand,
  errands: Errands,
): TE.TaskEither<RenderError, Explanation> =>
  pipe(
    prepareJob(recipe, material, 0, errands),
    TE.flatMap(({ job, needs, open, close }) => {
      const explained = pipe(
        TE.fromEither(needs === null ? E.right(undefined) : checkMemory(needs, material.memory)),
        TE.flatMapTask(() => explainJob(job, open, needs, errands)),
      )
      return () => explained().finally(close(true))
    }),
    TE.map((explained): Explanation => {
      const { job, memory, needs, calls, duration, lanes, sigmas, adaptive } = explained
      return {
        recipe: job.recipe,
        chain: chainSteps(job.plan.step.name),
        shape: job.piece.shape,
        frameRate: job.piece.frameRate,
        memory,
        peakBytes: needs === null ? null : Math.ceil(needs.peak),
        calls,
        duration,
        lanes: [...lanes],
        sigmas,
        adaptive,
        lines: explanationLines(explained),
      }
    }),
  )
