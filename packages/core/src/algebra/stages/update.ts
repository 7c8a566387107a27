import type { Interval } from '../../interval.js'
import type { Latent } from '../../latent.js'
import { type Carry, type Denoised, type Evaluation, withX } from '../carry.js'
import { type Stage, stage } from '../stage.js'

/** How many evaluations of its own a step may read. */
type EvaluationCount = 1 | 2 | 3 | 4

/** So many evaluations, the newest first. */
export type Evaluations<N extends EvaluationCount> = N extends 1
  ? readonly [Evaluation]
  : N extends 2
    ? readonly [Evaluation, Evaluation]
    : N extends 3
      ? readonly [Evaluation, Evaluation, Evaluation]
      : readonly [Evaluation, Evaluation, Evaluation, Evaluation]

/** What an update may look at: the interval, x, and evaluations of the denoiser. */
export interface UpdateInput<Past extends readonly Evaluation[]> {
  readonly at: Interval
  readonly x: Latent
  readonly past: Past
}

const isWhole = <N extends EvaluationCount>(past: readonly Evaluation[], count: N): past is Evaluations<N> =>
  past.length >= count

/**
 * The stage that ends a step of `count` calls: x becomes what `f` says of the evaluations that this very step has made.
 *
 * ```text
 * x' = f(at, x, past),   past = the newest `count` evaluations, newest first
 * ```
 *
 * `f` gives a latent `[batch, channels, frames]`, most often {@link combine} of {@link along}. Nothing is refused.
 * Errors: `StageFailed` where the chain before it asks the denoiser less often. With steps before it:
 * {@link multistepUpdate}.
 *
 * @example
 * ```ts
 * import { along, chain, combine, denoise, denoiseAt, eulerStep, score, span, update } from '@sigmastream/core'
 *
 * const trapezoid = update('trapezoid', 2, ({ at, past: [end, start] }) =>
 *   combine([1, start.x], ...along(start, span(at) / 2), ...along(end, span(at) / 2)),
 * )
 * const atEnd = denoiseAt(({ to }) => to)
 * const heun = chain(chain(denoise, score, eulerStep), atEnd, trapezoid)
 * console.log(heun.memory, heun.calls({ index: 0, of: 1, from: 4, to: 1 })) // 2 2
 * ```
 */
export const update = <N extends EvaluationCount>(
  name: string,
  count: N,
  f: (input: UpdateInput<Evaluations<N>>) => Latent,
): Stage<Denoised, Carry> =>
  stage(
    name,
    (flow, { at }) => {
      const { past } = flow
      if (!isWhole(past, count))
        throw new Error(`${name} reads ${count} evaluations; put as many denoise stages before it`)
      return withX(flow, f({ at, x: flow.x, past }))
    },
    count,
  )

/** The newest evaluation, and earlier ones, which a run that has just begun does not have. */
export type History = readonly [newest: Evaluation, ...earlier: Evaluation[]]

/** The evaluations from which the run came down to `newest`: of two at one level the later, and none from below it. */
const leadingTo = (newest: Evaluation, [next, ...before]: readonly Evaluation[]): readonly Evaluation[] => {
  if (next === undefined || next.sigma < newest.sigma) return []
  return next.sigma === newest.sigma ? leadingTo(newest, before) : [next, ...leadingTo(next, before)]
}

/**
 * What a multistep method may look back on: the newest evaluation, and those at ever higher sigmas that led to it.
 *
 * Where a solver that asks twice in a step went before, it has been asked at this level already; where the run has jumped
 * back up, what was below says nothing of the way down from here. No interpolation could use either.
 *
 * @example
 * ```ts
 * import { constant, historyOf } from '@sigmastream/core'
 *
 * const one = constant([1, 1, 1], 1)
 * const [newest, ...before] = [2, 2, 4, 3].map((sigma) => ({ sigma, x: one, denoised: one }))
 * if (newest !== undefined)
 *   console.log(historyOf({ evaluation: newest, past: [newest, ...before] }).map(({ sigma }) => sigma).join(' ')) // 2 4
 * ```
 */
export const historyOf = ({ evaluation, past: [, ...earlier] }: Pick<Denoised, 'evaluation' | 'past'>): History => [
  evaluation,
  ...leadingTo(evaluation, earlier),
]

/**
 * The stage that ends a multistep solver's step: x becomes what `f` says of the newest evaluation and of steps before.
 *
 * ```text
 * x' = f(at, x, past),   past = the newest evaluation and up to memory - 1 earlier ones, newest first
 * ```
 *
 * A run that has just begun has fewer, and so has one that has jumped back up ({@link historyOf}). `f` gives a latent
 * `[batch, channels, frames]`. Nothing is refused.
 * Law: the declared memory suffices, bit for bit. Of this step alone: {@link update}.
 *
 * @example
 * ```ts
 * import { along, chain, combine, denoise, multistepUpdate, span } from '@sigmastream/core'
 *
 * const adamsBashforth = multistepUpdate('ab2', 2, ({ at, x, past: [now, before] }) =>
 *   before === undefined
 *     ? combine([1, x], ...along(now, span(at)))
 *     : combine([1, x], ...along(now, 1.5 * span(at)), ...along(before, -0.5 * span(at))),
 * )
 * console.log(chain(denoise, adamsBashforth).memory) // 2
 * ```
 */
export const multistepUpdate = (
  name: string,
  memory: number,
  f: (input: UpdateInput<History>) => Latent,
): Stage<Denoised, Carry> =>
  stage(
    name,
    (flow, { at }) => {
      const [newest, ...earlier] = historyOf(flow)
      return withX(flow, f({ at, x: flow.x, past: [newest, ...earlier.slice(0, memory - 1)] }))
    },
    memory,
  )
