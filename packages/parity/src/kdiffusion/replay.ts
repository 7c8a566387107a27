import {
  type Draw,
  describeSampleError,
  drawsOf,
  type Evaluation,
  type Frame,
  frameList,
  type PlanLike,
  type SampleError,
  startAt,
} from '@sigmastream/core'
import { recordedTape } from '@sigmastream/core/noise'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { SharedInputs } from './shared-inputs.js'

/** What a run came to: its frames, and how many draws it declares. */
export interface ReplayedRun {
  readonly frames: readonly Frame[]
  readonly draws: number
}

/** The evaluations that each frame added to the past, the first of them first. */
export const evaluationsOf = ({ frames }: ReplayedRun): readonly (readonly Evaluation[])[] =>
  frames.map(({ carry }, i) => {
    const before = frames[i - 1]?.carry.past ?? []
    return carry.past.filter((evaluation) => !before.includes(evaluation)).toReversed()
  })

/** Runs a plan from the recorded start on the recorded noise. `Left` says why it could not. */
export const replay = (
  planned: PlanLike,
  { start, noise, denoiser }: SharedInputs,
): TE.TaskEither<string, ReplayedRun> => {
  const started = startAt(planned, start)
  // An adaptive plan cannot tell its draws; none of those that are recorded has any.
  const draws = pipe(
    drawsOf(started),
    E.getOrElse((): readonly Draw[] => []),
  )
  const engine = { denoiser, noise: recordedTape(draws, noise.slice(0, draws.length)) }
  return pipe(
    frameList(started, engine),
    TE.bimap(
      (error: SampleError) => describeSampleError(error),
      (frames) => ({ frames, draws: draws.length }),
    ),
  )
}
