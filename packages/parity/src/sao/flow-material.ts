import {
  drawsOf,
  type Latent,
  latent,
  type NoiseSource,
  type PlanResult,
  plan,
  type Refused,
  refuse,
} from '@sigmastream/core'
import { recordedTape } from '@sigmastream/core/noise'
import { pureNoise, sigmaOfTime } from '@sigmastream/core/schedules'
import { vary } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'

import type { FlowSampler } from './flow-samplers.js'
import { type FlowRun, type Golden, need, needLatent } from './golden.js'

/** A recorded run, ready to be made again: its plan, and the recorded noise for it. */
export interface FlowPlan {
  readonly planned: PlanResult
  readonly noise: NoiseSource
  /** The first level, by which a latent of the form x0 + sigma n is larger than one of the flow: 1 + sigma. */
  readonly scale: number
}

/** Recorded draws `[draws, batch, channels, frames]`, each a whole latent. */
const needDraws = (golden: Golden, name: string): E.Either<Refused, readonly Latent[]> =>
  pipe(
    need(golden, name),
    E.flatMap(({ shape, data }) => {
      const [count = 0, batch = 0, channels = 0, frames = 0] = shape
      const size = data.length / Math.max(count, 1)
      return E.traverseArray((i: number) => latent([batch, channels, frames], data.subarray(i * size, (i + 1) * size)))(
        Array.from({ length: count }, (_, i) => i),
      )
    }),
  )

/** The recorded starting noise, then the recorded draws in order: as many as the plan takes. */
const tapeOf = (planned: PlanResult, all: readonly Latent[]): E.Either<Refused, NoiseSource> =>
  pipe(
    drawsOf(planned),
    E.flatMap((draws) =>
      draws.length <= all.length
        ? E.right(recordedTape(draws, all.slice(0, draws.length)))
        : refuse('run.noise', `${all.length - 1} tensors`, `at least ${draws.length - 1}`),
    ),
  )

/**
 * The run `name` of a step down its recorded times, from the recorded noise, or from that and the recorded init audio.
 * Refused: what is not recorded, or does not go together.
 */
export const flowPlan = (
  golden: Golden,
  name: string,
  { init_noise_level: level }: FlowRun,
  { step, pure = pureNoise }: FlowSampler,
): E.Either<Refused, FlowPlan> =>
  pipe(
    E.Do,
    E.bind('start', () => needLatent(golden, 'run.x_T')),
    E.bind('init', () => needLatent(golden, 'run.init')),
    E.bind('draws', () => needDraws(golden, 'run.noise')),
    E.bind('times', () => need(golden, `run.${name}.t`)),
    // Of several items the first: they have one list, since the length of a piece moves none of the recorded.
    E.let('sigmas', ({ times: { shape, data } }) =>
      Array.from(data.subarray(0, shape.at(-1)), (time) => Math.min(pure, sigmaOfTime(time))),
    ),
    E.let('planned', ({ sigmas, start, init }) => {
      const whole = plan({ step, schedule: { sigmas, mayRise: true }, shape: start.shape })
      return level === null ? whole : vary(whole, init)
    }),
    E.bind('noise', ({ planned, start, draws }) => tapeOf(planned, [start, ...draws])),
    E.map(({ planned, noise, sigmas: [first = 0] }) => ({ planned, noise, scale: 1 + first })),
  )
