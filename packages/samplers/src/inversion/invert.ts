import {
  type Carry,
  combine,
  draw,
  type Env,
  type Interval,
  type Latent,
  type PlanLike,
  type PlanResult,
  refuse,
  type SampleError,
  type Step,
  sameShape,
  showShape,
  withX,
} from '@sigmastream/core'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { inversionSlot, remainderLane, type TapedDraw } from './inversion-state.js'
import { listedPlan } from './listed-plan.js'
import { solveNoise } from './solve-noise.js'

/** The lane of the noise in which the recording is seen at each level. */
const copyLane = 'copy'

/** The recording at the level that is reached. */
const copyOf = (recording: Latent, env: Env): E.Either<SampleError, Latent> =>
  env.at.to === 0
    ? E.right(recording)
    : pipe(
        draw(env, copyLane, recording.shape),
        E.map((noise) => combine([1, recording], [env.at.to, noise])),
      )

/** Where a step led, and what was taken on the way. */
interface TakenStep {
  readonly carry: Carry
  readonly taken: readonly TapedDraw[]
}

/** What is left of the way to where the run is to end, which the tape keeps as well. */
const withRemainder = ({ carry, taken }: TakenStep, end: Latent): TakenStep => {
  const remainder = combine([1, end], [-1, carry.x])
  return {
    carry: withX(carry, combine([1, carry.x], [1, remainder])),
    taken: [...taken, { lane: remainderLane, noise: remainder }],
  }
}

/** The step from the carry as the sampler knows it, its noise taken from the recording. */
const takeNoise = (
  step: Step,
  recording: Latent,
  isLast: boolean,
  carry: Carry,
  env: Env,
): TE.TaskEither<SampleError, TakenStep> => {
  const lane = step.draws(env.at).at(-1)
  const copy = (): E.Either<SampleError, Latent> => copyOf(recording, env)
  return lane === undefined
    ? pipe(
        step.run(carry, env),
        TE.flatMapEither((after) => {
          const moved = { carry: after, taken: [] }
          return isLast
            ? pipe(
                copy(),
                E.map((end) => withRemainder(moved, end)),
              )
            : E.right(moved)
        }),
      )
    : pipe(
        solveNoise(step, carry, env, lane, copy),
        TE.map(({ carry: after, noise, wanted }) => {
          const moved = { carry: after, taken: [{ lane, noise }] }
          return isLast ? withRemainder(moved, wanted) : moved
        }),
      )
}

const invertedStep = (step: Step, recording: Latent, last: Interval | undefined): Step => {
  const isLast = ({ index }: Interval): boolean => index === last?.index
  return {
    ...step,
    name: `invert(${step.name})`,
    draws: (at) => {
      const own = step.draws(at)
      return [...own.slice(0, -1), ...(at.to > 0 && (own.length > 0 || isLast(at)) ? [copyLane] : [])]
    },
    run: (carry, env) => {
      const before = inversionSlot.get(carry)
      return pipe(
        takeNoise(step, recording, isLast(env.at), before === null ? carry : { ...carry, slot: before.own }, env),
        TE.map(({ carry: after, taken }) => inversionSlot.set(after, { taken, own: after.slot })),
      )
    },
  }
}

/**
 * The plan that takes its noise from a recording: a run of it goes through noised copies of the recording, and each frame
 * keeps the noise that leads there. {@link noiseTape} collects it, and {@link replay} runs on it, told something else.
 *
 * ```text
 * copy_i   = recording + to_i n_i,   n_i drawn anew on each level
 * noise_i  = (copy_i - mean_i) / weight_i,   mean_i: the step with silence in its last lane
 * x_i      = mean_i + weight_i noise_i
 * ```
 *
 * So what makes the recording is in the noise, more of it than in noise that carries on from level to level, and an edit
 * keeps it. A step without noise goes on as it is; what the last step leaves of the recording, the remainder, is kept as
 * it is. The plan starts as it does: from the recording at its first level with {@link vary} or {@link styleTransfer}. n from
 * the lane `copy`; the other lanes of a step as it draws them. The model is asked as often as in a run. Recording
 * `[batch, channels, frames]`. Refused: a sampler without noise, one that finds its steps as it goes, a recording of
 * another shape; and when it runs, a sampler that asks the model after its last noise, or does not add it.
 * Laws: every level that noise leads to is the recording and noise of that level, and the end is the recording, to rounding;
 * the same model, guidance and list give every state back, bit for bit.
 * Source: Huberman-Spiegelglas et al. 2024 (edit friendly DDPM inversion), alg. 1; Manor and Michaeli 2024 (ZETA), section 3.2.
 *
 * @example
 * ```ts
 * import { constant, frameList, orThrow, plan, run } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { eulerAncestral, invert, noiseTape, replay, vary } from '@sigmastream/samplers'
 *
 * const recording = constant([1, 1, 2], 5)
 * const start = vary(plan({ step: eulerAncestral(), schedule: [9, 3, 1, 0], shape: recording.shape }), recording)
 * const frames = orThrow(await frameList(invert(start, recording), { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) })())
 * const tape = noiseTape(frames, keyed(7))
 * const told = async (mean: number) =>
 *   orThrow(await run(replay(start), { denoiser: gaussianDenoiser(mean, 1), noise: tape })()).x.data[0]?.toFixed(3)
 * console.log(await told(0), await told(1)) // 5.000 5.988
 * ```
 */
export const invert = (given: PlanLike, recording: Latent): PlanResult =>
  pipe(
    listedPlan(given),
    E.flatMap(({ plan, intervals }): PlanResult => {
      const { shape, step } = plan
      if (!sameShape(shape, recording.shape))
        return refuse('the recording', `a shape of ${showShape(recording.shape)}`, `the run's, ${showShape(shape)}`)
      return intervals.length > 0 && intervals.every((at) => step.draws(at).length === 0)
        ? refuse(
            'the inversion',
            'a sampler that draws no noise',
            'one that draws noise in its steps, such as euler-ancestral or dpmpp-2m-sde',
          )
        : E.right({ ...plan, step: invertedStep(step, recording, intervals.at(-1)) })
    }),
  )
