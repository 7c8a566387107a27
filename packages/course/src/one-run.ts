import {
  type Carry,
  type Denoiser,
  type Engine,
  type Latent,
  type Plan,
  refuse,
  type SampleError,
  walk,
} from '@sigmastream/core'
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

/** Where a run is: steps done, of how many. */
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

/** Runs a plan frame by frame, and tells of each. */
const watchedRun =
  (
    planned: Plan,
    engine: Engine,
    onStep: (at: RunProgress) => void,
    signal: AbortSignal,
  ): TE.TaskEither<SampleError, Carry> =>
  async () => {
    const steps = planned.intervals.length
    const frames = walk(planned, engine, signal)
    for (let step = 1; ; step += 1) {
      const { done, value } = await frames.next()
      if (done === true) return value
      onStep({ step, steps })
    }
  }

/** Does one run of the notebook, and tells of each frame. Errors: `Refused`, `CourseRunFailed`. */
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
    TE.fromEither,
    TE.flatMap(({ reference, planned }) =>
      pipe(
        watchedRun(planned, { denoiser: ready.denoiser, noise: tapeOf(planned, settings) }, onStep, signal),
        TE.bimap(
          (error): CourseError =>
            error._tag === 'Refused' ? error : { _tag: 'CourseRunFailed', run: ready.run.name, error },
          ({ x }) => ({ answer: x, reference }),
        ),
      ),
    ),
  )
