import { type Denoiser, type Latent, type Plan, refuse, run as runPlan } from '@sigmastream/core'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CourseError } from './errors.js'
import type { CourseRun } from './graded-runs.js'
import { planOf, type RunStart } from './plan-of.js'
import { latentOfReference, type ReadyReference } from './references.js'
import type { CourseSettings } from './settings.js'
import { encodingNoise, tapeOf } from './tape.js'

/** A run that could start now. `before` is the run before it in the notebook, if any. */
export interface ReadyRun {
  readonly run: CourseRun
  readonly before: CourseRun | undefined
  readonly denoiser: Denoiser
  readonly reference: ReadyReference | null
}

/** What a run came to, and the reference that it had, if any. */
export interface RunAnswer {
  readonly answer: Latent
  readonly reference: Latent | null
}

/** Where a run is: model calls made, of how many. */
export interface RunProgress {
  readonly step: number
  readonly steps: number
}

/** The reference of a run, drawn, where it is to be drawn, from what the run before it left of the generator. */
const referenceOf = (
  { run, before, reference }: ReadyRun,
  start: RunStart,
  settings: CourseSettings,
): E.Either<CourseError, Latent | null> =>
  reference === null
    ? E.right(null)
    : latentOfReference(reference, () =>
        before === undefined
          ? refuse(
              run.name,
              'sound to encode before any run has seeded the generator',
              'a sequence that begins with another run',
            )
          : encodingNoise(before, start, settings),
      )

const withStepCount = (denoiser: Denoiser, { intervals }: Plan, onStep: (at: RunProgress) => void): Denoiser => {
  const steps = intervals.length
  let step = 0
  return async (x, sigma, signal) => {
    const denoised = await denoiser(x, sigma, signal)
    step += 1
    onStep({ step, steps })
    return denoised
  }
}

/** Does one run of the notebook, and tells of each model call. Errors: `Refused`, `CourseRunFailed`. */
export const oneRun = (
  ready: ReadyRun,
  start: RunStart,
  settings: CourseSettings,
  onStep: (at: RunProgress) => void,
  signal: AbortSignal,
): TE.TaskEither<CourseError, RunAnswer> =>
  pipe(
    E.Do,
    E.bind('reference', () => referenceOf(ready, start, settings)),
    // A run without a reference has no use for the one that its plan is given.
    E.bindW('planned', ({ reference }) => planOf(ready.run, { ...start, reference: reference ?? start.x }, settings)),
    E.bindW('noise', ({ planned }) => tapeOf(planned, settings)),
    TE.fromEither,
    TE.flatMap(({ reference, planned, noise }) =>
      pipe(
        runPlan(planned, { denoiser: withStepCount(ready.denoiser, planned, onStep), noise }, signal),
        TE.bimap(
          (error): CourseError => ({ _tag: 'CourseRunFailed', run: ready.run.name, error }),
          ({ x }) => ({ answer: x, reference }),
        ),
      ),
    ),
  )
