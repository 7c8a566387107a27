import type { Guidance, Latent } from '@sigmastream/core'
import { answerOf, type ConditionalDenoiser } from './conditional.js'
import type { Branches, GuidanceRule, OutputOf } from './guidance-rule.js'
import type { GuidanceState } from './guidance-state.js'

/** Guidance between two conditions: `away` is what it leads away from, the empty condition or a negative one. */
export interface GuidedConditions<C> extends Guidance {
  readonly toward: C
  readonly away: C
  /** The empty condition, for a rule that asks it beside `away`. */
  readonly neutral?: C
  /** How branches become one answer; classifier-free guidance without one. */
  readonly rule?: GuidanceRule
  /**
   * `away` is asked at every `refresh`-th guided call, and its answer stands until then: 1, the default, is every call,
   * `Infinity` once a run.
   */
  readonly refresh?: number
  /** What the network itself answers: phi and some rules look at it. Without it they look at the denoised. */
  readonly output?: OutputOf
}

/** Asks the branches in one call, but for the answer that still stands; `age` is how many calls ago that was given. */
export const askBranches = async <C>(
  model: ConditionalDenoiser<C>,
  { toward, away, neutral, rule, refresh = 1, output }: GuidedConditions<C>,
  state: GuidanceState,
  x: Latent,
  sigma: number,
  signal: AbortSignal,
): Promise<{ readonly branches: Branches; readonly age: number }> => {
  const kept = state.away !== null && state.age + 1 < refresh ? state.away : null
  const third = rule?.neutral === true && neutral !== undefined ? [neutral] : []
  const answers = await model(x, sigma, [toward, ...(kept === null ? [away] : []), ...third], signal)
  return {
    branches: {
      x,
      sigma,
      toward: answerOf(answers, 0),
      away: kept ?? answerOf(answers, 1),
      neutral: third.length === 0 ? null : answerOf(answers, kept === null ? 2 : 1),
      output: output ?? null,
    },
    age: kept === null ? 0 : state.age + 1,
  }
}
