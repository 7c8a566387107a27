import {
  type Denoiser,
  type Draw,
  describeSampleError,
  drawsOf,
  type Frame,
  frameList,
  type Latent,
  type PlanLike,
  planIn,
  type Step,
  startAt,
} from '@sigmastream/core'
import { recordedTape } from '@sigmastream/core/noise'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { SharedInputs } from './shared-inputs.js'

/** One question to the denoiser. */
export interface Call {
  readonly x: Latent
  readonly sigma: number
}

/** What a run came to: its frames, the questions to the denoiser in order, and how many draws it declares. */
export interface ReplayedRun {
  readonly step: Step
  readonly frames: readonly Frame[]
  readonly calls: readonly Call[]
  readonly draws: number
}

/** The questions of each step. */
export const callsByStep = ({ step, frames, calls }: ReplayedRun): readonly (readonly Call[])[] => {
  let place = 0
  return frames.map(({ at }) => {
    const from = place
    place += step.calls(at)
    return calls.slice(from, place)
  })
}

/** The first question of each step that asks one. */
export const firstCalls = (replayed: ReplayedRun): readonly Call[] =>
  callsByStep(replayed).flatMap((calls) => calls.slice(0, 1))

/** Runs a plan from the recorded start on the recorded noise. `Left` says why it could not. */
export const replay = (
  planned: PlanLike,
  { start, noise, denoiser }: SharedInputs,
): TE.TaskEither<string, ReplayedRun> => {
  const calls: Call[] = []
  const listening: Denoiser = (...question) => {
    const [x, sigma] = question
    calls.push({ x, sigma })
    return denoiser(...question)
  }
  return pipe(
    TE.fromEither(planIn(startAt(planned, start))),
    TE.flatMap((started) => {
      // An adaptive plan cannot tell its draws; none of those that are recorded has any.
      const draws = pipe(
        drawsOf(started),
        E.getOrElse((): readonly Draw[] => []),
      )
      return pipe(
        frameList(started, { denoiser: listening, noise: recordedTape(draws, noise.slice(0, draws.length)) }),
        TE.map((frames) => ({ step: started.step, frames, calls, draws: draws.length })),
      )
    }),
    TE.mapLeft(describeSampleError),
  )
}
