import type { Interval } from '../../interval.js'
import type { Latent } from '../../latent.js'
import { type Carry, type Denoised, type Evaluation, withX } from '../carry.js'
import { type Stage, stage } from '../stage.js'

/** So many evaluations, the newest first. */
export type Evaluations<N extends 1 | 2 | 3> = N extends 1
  ? readonly [Evaluation]
  : N extends 2
    ? readonly [Evaluation, Evaluation]
    : readonly [Evaluation, Evaluation, Evaluation]

/** What an update may look at: the interval, x, and evaluations of the denoiser. */
export interface UpdateInput<Past extends readonly Evaluation[]> {
  readonly at: Interval
  readonly x: Latent
  readonly past: Past
}

const isWhole = <N extends 1 | 2 | 3>(past: readonly Evaluation[], count: N): past is Evaluations<N> =>
  past.length >= count

/**
 * The stage that ends a step of `count` calls: x becomes what `f` says of the evaluations that this very step has made.
 * Throws (`StageFailed` in a run) where the chain before it asks the denoiser less often.
 */
export const update = <N extends 1 | 2 | 3>(
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

/**
 * The stage that ends a multistep solver's step: x becomes what `f` says of the newest evaluation and up to `memory - 1`
 * of the steps before, as far as the run has made them.
 */
export const multistepUpdate = (
  name: string,
  memory: number,
  f: (input: UpdateInput<History>) => Latent,
): Stage<Denoised, Carry> =>
  stage(
    name,
    (flow, { at }) => {
      const [, ...earlier] = flow.past
      return withX(flow, f({ at, x: flow.x, past: [flow.evaluation, ...earlier.slice(0, memory - 1)] }))
    },
    memory,
  )
