import type { Engine, Frame, Plan, Step } from '@sigmastream/core'
import { drive, startOf } from '@sigmastream/core'
import { orThrow } from './or-throw.js'

/** Runs a plan and keeps its frames. Rejects with `SamplingError`. */
export const record = async <S>(plan: Plan<S>, engine: Engine): Promise<readonly Frame<S>[]> => {
  const recorded: Frame<S>[] = []
  const start = orThrow(startOf(plan, engine))
  for await (const frame of drive(plan.step, plan.intervals, start, { ...engine, steps: plan.steps }))
    recorded.push(frame)
  return recorded
}

/** The plan with another step. */
export const withStep = <S>(plan: Plan<S>, change: (step: Step<S>) => Step<S>): Plan<S> => ({
  ...plan,
  step: change(plan.step),
})
