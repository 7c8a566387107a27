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

/** The first question of each step. */
export const firstCalls = ({ step, frames, calls }: ReplayedRun): readonly Call[] => {
  let place = 0
  return frames.flatMap(({ at }) => {
    const first = calls[place]
    place += step.calls(at)
    return first === undefined ? [] : [first]
  })
}

/** Runs a plan from the recorded start on the recorded noise. `Left` says why it could not. */
export const replay = (
  planned: PlanLike,
  { start, noise, denoiser }: SharedInputs,
): TE.TaskEither<string, ReplayedRun> => {
  const calls: Call[] = []
  const listening: Denoiser = (x, sigma, ...told) => {
    calls.push({ x, sigma })
    return denoiser(x, sigma, ...told)
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
