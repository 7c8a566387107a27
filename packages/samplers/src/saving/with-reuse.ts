import { answerIn, type Carry, type Denoiser, type Env, type Evaluation, type Step, toZero } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { outside, withRefusal } from '../solvers/parts/with-refusal.js'
import { forecastMemory } from './forecast.js'
import { reuse } from './reuse.js'

/** The evaluations of a step, with those marked that were no answers of the denoiser. */
const markReused = (past: readonly Evaluation[], made: readonly Evaluation[]): readonly Evaluation[] =>
  past.map((one) => made.find(({ reused, denoised }) => reused === true && denoised.data === one.denoised.data) ?? one)

/**
 * The step with a denoiser that answers by what it said before, where that is estimated to be nearly right.
 *
 * ```text
 * reach    = distance(question, last) / distance(last, before),   distance = rms(x - x') / max(sigma, sigma')
 * forecast = last + reach (last - before),                        error = reach |last - before| / |last|
 * reused where error < tolerance, at most twice in a row, never in the step to sigma 0
 * ```
 *
 * For any sampler, of several calls and adaptive too. What is remembered is `past`, where reused answers are marked;
 * `calls` counts them. A batch `[batch, channels, frames]` is one: what is forecast follows from all items. Refused: a
 * tolerance that is negative or not finite.
 * Law: at tolerance 0 it is the step itself, bit for bit, and any frame is a checkpoint.
 * Source: the idea of TeaCache (Liu et al. 2024) and EasyCache (Zhou et al. 2025). Fewer branches:
 * {@link guidedDenoiser}.
 *
 * @example
 * ```ts
 * import { constant, frameList, orThrow, plan } from '@sigmastream/core'
 * import { pointDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { euler, withReuse } from '@sigmastream/samplers'
 *
 * const saving = plan({ step: withReuse(0.05, euler()), schedule: [9, 7, 5, 4, 3, 2, 1, 0], shape: [1, 1, 4] })
 * const engine = { denoiser: pointDenoiser(constant([1, 1, 4], 0.5)), noise: keyed(7) }
 * const made = orThrow(await frameList(saving, engine)())
 * const asked = made.flatMap(({ carry }) => carry.past.slice(0, 1)).filter(({ reused }) => reused !== true)
 * console.log(`${asked.length} of ${made.length}`) // 4 of 7
 * ```
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
    const evaluate = of(env.denoiser)
    // Between the calls of this one run of the step; after it, the carry has it.
    let made: readonly Evaluation[] = []
    const denoiser: Denoiser = async (...call) => {
      const evaluation = await evaluate([...made, ...before], ...call)
      made = [evaluation, ...made]
      return answerIn(evaluation)
    }
    return pipe(
      await inner.run(carry, { ...env, denoiser })(),
      E.map((after) => ({ ...after, past: markReused(after.past, made) })),
    )
  }
