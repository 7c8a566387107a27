import { drive, type Engine, type Frame, type Plan, type Step } from '@sigmastream/core'

/** Runs a plan and keeps its frames. Rejects with `SamplingError`. */
export const record = async (plan: Plan, engine: Engine): Promise<readonly Frame[]> => {
  const recorded: Frame[] = []
  for await (const frame of drive(plan, engine)) recorded.push(frame)
  return recorded
}

/** The plan with another step. */
export const withStep = (plan: Plan, change: (step: Step) => Step): Plan => ({
  ...plan,
  step: change(plan.step),
})
