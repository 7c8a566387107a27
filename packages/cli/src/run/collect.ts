import { type Engine, type Latent, messageOf, type SampleError, SamplingError } from '@sigmastream/core'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { concatMap, fromEvent, lastValueFrom, Subject as Source, scan, takeUntil, takeWhile } from 'rxjs'
import { type CliError, failure } from '../errors.js'
import type { Job, View } from './job.js'
import { nothingSeen, type Seen, withFrame } from './seen.js'
import { interruptedBy } from './stop.js'

/** A run that has ended. */
export interface Ended {
  readonly x: Latent
  readonly seen: Seen
}

type Watched = E.Either<CliError, Seen>

/**
 * Runs a job to its end. `look` is done with every frame before the next one is asked for. The signal ends it: the
 * model call under way is the last. Errors: a run's, with its step, as `errorOf` has them, those of `look`, and
 * `Interrupted`.
 */
export const collect = (
  job: Job,
  engine: Engine,
  look: (view: View) => TE.TaskEither<CliError, void>,
  errorOf: (error: SampleError) => CliError,
  signal: AbortSignal,
): TE.TaskEither<CliError, Ended> => {
  const run = (): Promise<Watched> => {
    const pace = new Source<void>()
    const watched = async (view: View): Promise<E.Either<CliError, View>> => {
      const looked = await look(view)()
      if (E.isRight(looked)) pace.next()
      return pipe(
        looked,
        E.map(() => view),
      )
    }
    const frames = job.frames(engine, pace).pipe(
      concatMap(watched),
      scan(
        (seen: Watched, view) =>
          pipe(
            seen,
            E.flatMap((before) =>
              pipe(
                view,
                E.map((next) => withFrame(before, next)),
              ),
            ),
          ),
        E.right(nothingSeen),
      ),
      takeWhile(E.isRight, true),
      takeUntil(fromEvent(signal, 'abort')),
    )
    return lastValueFrom(frames, { defaultValue: E.right(nothingSeen) })
  }
  const thrown = (cause: unknown): CliError =>
    cause instanceof SamplingError ? errorOf(cause.error) : failure(messageOf(cause), cause)
  return pipe(
    interruptedBy(signal),
    TE.flatMap(() => TE.tryCatch(run, thrown)),
    TE.flatMapEither((seen) => seen),
    TE.flatMap((seen) =>
      pipe(
        interruptedBy(signal),
        TE.map(() => seen),
      ),
    ),
    TE.flatMapEither((seen) => {
      const x = seen.x === null ? pipe(job.start(engine), E.mapLeft(errorOf)) : E.right(seen.x)
      return pipe(
        x,
        E.map((last) => ({ x: last, seen })),
      )
    }),
  )
}
