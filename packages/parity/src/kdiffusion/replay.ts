import { type Carry, type Denoiser, describe, drawsOf, type Latent, type Plan, run, startAt } from '@sigmastream/core'
import { recordedTape } from '@sigmastream/core/noise'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Recording } from './recording.js'

/** What a run came to: its last carry, every x that the denoiser was asked about, and how many draws it declares. */
export interface Replayed<S> {
  readonly carry: Carry<S>
  readonly asked: readonly Latent[]
  readonly draws: number
}

/** Runs a plan from the recorded start on the recorded noise. `Left` says why it could not. */
export const replay = <S>(plan: Plan<S>, { start, noise, denoiser }: Recording): TE.TaskEither<string, Replayed<S>> => {
  const asked: Latent[] = []
  const watched: Denoiser = (x, sigma, signal) => {
    asked.push(x)
    return denoiser(x, sigma, signal)
  }
  return pipe(
    TE.Do,
    TE.bind('started', () => TE.fromEither(startAt(plan, start))),
    TE.bind('draws', ({ started }) =>
      typeof plan.intervals === 'function' ? TE.right([]) : TE.fromEither(drawsOf(started)),
    ),
    TE.bind('tape', ({ draws }) => TE.fromEither(recordedTape(draws, noise.slice(0, draws.length)))),
    TE.bindW('carry', ({ started, tape }) => run(started, { denoiser: watched, noise: tape })),
    TE.bimap(describe, ({ carry, draws }) => ({ carry, asked, draws: draws.length })),
  )
}
