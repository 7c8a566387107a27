import { constant, type Engine, type Latent, run } from '@sigmastream/core'
import { keyed } from '@sigmastream/core/noise'
import { frames } from '@sigmastream/core/stream'
import { noiseTape } from '@sigmastream/samplers'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { defer, map, type Observable, of, toArray } from 'rxjs'
import { orThrow, type RenderError, refuseRecipe } from './errors.js'
import { fromSampleError } from './from-sample-error.js'
import type { Job } from './job.js'
import type { OpenModel } from './model.js'
import { takingPlan } from './plan.js'

/**
 * The engine with the noise that an inverted edit runs on: what the model takes from the reference under what is heard, in
 * as many steps. Of any other job the engine itself. Unsubscribing ends it; errors as those of a run.
 */
export const withTape = (
  { parts, piece }: Job,
  { source, reference }: OpenModel,
  engine: Engine,
): Observable<Engine> => {
  const { task } = parts
  if (task._tag !== 'Edit' || !task.invert) return of(engine)
  return defer(() => {
    const denoiser =
      source ?? orThrow(refuseRecipe('command', ['this model was opened without a source, which an edit is from']))
    const taking = orThrow(pipe(takingPlan(parts, task, reference), E.mapLeft(piece.errorOf)))
    return frames(taking, { ...engine, denoiser }).pipe(
      toArray(),
      map((all) => ({ ...engine, noise: noiseTape(all, engine.noise) })),
    )
  })
}

const zero: Latent = constant([1, 1, 1], 0)

/**
 * Refused, before a model is loaded: a sampler that asks the model after its last noise, which shows when it runs, here on
 * one value and a denoiser that answers at once.
 */
export const checkTape = ({ parts }: Job): TE.TaskEither<RenderError, void> => {
  const { task } = parts
  if (task._tag !== 'Edit' || !task.invert) return TE.right(undefined)
  const denoiser = () => Promise.resolve({ ...zero, unconditional: zero })
  return pipe(
    run(takingPlan({ ...parts, reuse: null }, task, zero), { denoiser, noise: keyed(0) }),
    TE.bimap(
      (error) => fromSampleError(error, 'sampler'),
      () => undefined,
    ),
  )
}
