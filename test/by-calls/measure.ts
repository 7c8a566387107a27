import {
  callsOf,
  combine,
  drawsOf,
  type Latent,
  orThrow,
  type PlanResult,
  plan,
  run,
  type Step,
  startLane,
} from '@sigmastream/core'
import { polyexponential } from '@sigmastream/core/schedules'
import {
  dpmAdaptive,
  heun,
  type Sampler,
  type SamplerDescription,
  type SamplerName,
  type SamplerOptions,
  samplers,
} from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { detailOf, engine } from './model.js'

/** What one sampler comes to, by the number of calls; with some it can do nothing. `quiet` marks one without its noise. */
export interface Measured {
  readonly name: SamplerName
  readonly quiet: boolean
  readonly values: ReadonlyMap<number, number>
}

/** What is measured at each number of calls. */
const valuesAt = async (
  budgets: readonly number[],
  measure: (calls: number) => Promise<number | undefined>,
): Promise<ReadonlyMap<number, number>> => {
  const values = new Map<number, number>()
  for (const calls of budgets) {
    const value = await measure(calls)
    if (value !== undefined) values.set(calls, value)
  }
  return values
}

const planOf = (step: Step, steps: number, batch: number): PlanResult =>
  plan({ step, schedule: polyexponential({ steps, sigmaMin: 0.03, sigmaMax: 80 }), shape: [batch, 4, 16] })

const resultOf = async (planned: PlanResult): Promise<Latent> => orThrow(await run(planned, engine)()).x

/** The plan with the most steps, two or more, that makes at most so many calls. */
const longestPlan = (step: Step, calls: number, batch: number): PlanResult | undefined =>
  Array.from({ length: calls - 1 }, (_, i) => planOf(step, calls - i, batch)).find((planned) => {
    const needed = callsOf(planned)
    return E.isRight(needed) && needed.right <= calls
  })

/** What may be off in each step of a solver that finds its own, from little to much. */
const tolerances = Array.from({ length: 25 }, (_, i) => 10 ** (-5 + i / 5))

/** Where the solver that finds its own steps ends with the most calls that are no more than these. */
const adaptiveResult = async (calls: number): Promise<Latent | undefined> => {
  for (const relative of tolerances) {
    let made = 0
    const denoiser: typeof engine.denoiser = (x, sigma, signal) => {
      made += 1
      return engine.denoiser(x, sigma, signal)
    }
    const planned = planOf(dpmAdaptive({ relative, absolute: relative / 6, firstStep: 1 }), 2, 1)
    const { x } = orThrow(await run(planned, { ...engine, denoiser })())
    if (made <= calls) return x
  }
  return undefined
}

/** Whether a run draws nothing but its start; where a solver finds its steps as it goes, one of them has to tell. */
const isQuiet = (step: Step): boolean =>
  pipe(
    drawsOf(planOf(step, 8, 1)),
    E.match(
      () => step.draws({ index: 0, of: 7, from: 2, to: 1 }).length === 0,
      (draws) => draws.every(({ lane }) => lane === startLane),
    ),
  )

const samplerOf: Readonly<Record<SamplerName, (options?: SamplerOptions) => Sampler>> = samplers

/** The sampler without its noise; `undefined` where noise is what it lives on. */
const withoutNoise = (name: SamplerName): Step | undefined => [samplerOf[name]({ eta: 0 })].find(isQuiet)

const length = ({ data }: Latent): number => Math.hypot(...data)

/**
 * How far a sampler without noise ends from the end of the exact flow, in parts of its length, for each number of calls;
 * none for a sampler that lives on noise.
 */
export const errorsOf =
  (budgets: readonly number[], exact: Latent) =>
  async ({ name, stochastic }: SamplerDescription): Promise<readonly Measured[]> => {
    const step = withoutNoise(name)
    if (step === undefined) return []
    const values = await valuesAt(budgets, async (calls) => {
      const planned = longestPlan(step, calls, 1)
      const x = planned === undefined ? await adaptiveResult(calls) : await resultOf(planned)
      return x === undefined ? undefined : length(combine([1, x], [-1, exact])) / length(exact)
    })
    return [{ name, quiet: stochastic, values }]
  }

/** The end of the exact flow: Heun's method with 2 000 steps. */
export const exactEnd = (): Promise<Latent> => resultOf(planOf(heun(), 2000, 1))

/** So many results tell how far they spread to about one in a hundred. */
const results = 64

/** How much detail a sampler with its noise leaves, 1 being right; none for a sampler without noise. */
export const detailsOf =
  (budgets: readonly number[]) =>
  async ({ name, stochastic }: SamplerDescription): Promise<readonly Measured[]> => {
    if (!stochastic) return []
    const values = await valuesAt(budgets, async (calls) => {
      const planned = longestPlan(samplerOf[name](), calls, results)
      return planned === undefined ? undefined : detailOf(await resultOf(planned))
    })
    return [{ name, quiet: false, values }]
  }
