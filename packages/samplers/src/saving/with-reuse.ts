import { type Carry, type Denoiser, type Env, type Evaluation, type Step, toZero } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { outside, withRefusal } from '../solvers/parts/with-refusal.js'
import { forecastMemory } from './forecast.js'
import { reuse } from './reuse.js'

/** The evaluations of a step, with those marked that were no answers of the denoiser. */
const markReused = (past: readonly Evaluation[], made: readonly Evaluation[]): readonly Evaluation[] =>
  past.map((one) => made.find(({ reused, denoised }) => reused === true && denoised === one.denoised) ?? one)

/**
 * The step with a denoiser that reuses its answers up to an estimated relative error of `tolerance`; 0 is the step
 * itself, bit for bit. Any sampler's, one of several calls and an adaptive one too: only what answers the step is
 * changed. What is remembered is `past`, where reused answers are marked, so any frame is a checkpoint. The step to
 * sigma 0 always asks, for its answer is the result. `calls` counts reused answers too. A batch is one: what is
 * forecast, and whether, follows from all of its items. Refused before a run: a tolerance that is negative or not
 * finite.
 */
export const withReuse = (tolerance: number, inner: Step): Step =>
  withRefusal(outside('reuse', 'a tolerance of', tolerance, 0), {
    ...inner,
    name: `reuse(${tolerance}: ${inner.name})`,
    memory: Math.max(inner.memory, forecastMemory + 1),
    run: (carry, env) => (toZero(env.at) ? inner.run(carry, env) : runWithMemory(reuse(tolerance), inner, carry, env)),
  })

const runWithMemory =
  (of: ReturnType<typeof reuse>, inner: Step, carry: Carry, env: Env): ReturnType<Step['run']> =>
  async () => {
    const before = carry.past.slice(0, forecastMemory)
    const recalling = of(env.denoiser)
    // Between the calls of this one run of the step; after it, the carry has it.
    let made: readonly Evaluation[] = []
    const denoiser: Denoiser = async (x, sigma, signal) => {
      const evaluation = await recalling([...made, ...before], x, sigma, signal)
      made = [evaluation, ...made]
      return evaluation.denoised
    }
    return pipe(
      await inner.run(carry, { ...env, denoiser })(),
      E.map((after) => ({ ...after, past: markReused(after.past, made) })),
    )
  }
