import {
  type Answer,
  checkGuidance,
  combine,
  type Denoiser,
  type GuidanceContext,
  isGuidedAt,
  type Latent,
  type Refused,
  refusal,
  scaleAt,
} from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { askBranches, type GuidedConditions } from './ask-branches.js'
import { answerOf, type ConditionalDenoiser } from './conditional.js'
import type { GuidanceRule } from './guidance-rule.js'
import { type GuidanceState, guidanceSlot } from './guidance-state.js'
import { guide } from './guide.js'
import { rescaleOutput } from './rescale.js'

/**
 * Whether guidance reads what it left in the carry: then its steps are those of {@link withGuidanceState}.
 *
 * ```text
 * refresh > 1, or the rule remembers
 * ```
 *
 * Nothing is refused.
 *
 * @example
 * ```ts
 * import { adaptiveProjection, isStateful } from '@sigmastream/samplers'
 *
 * console.log(isStateful({ rule: adaptiveProjection() }), isStateful({ rule: adaptiveProjection({ momentum: -0.5 }) })) // false true
 * ```
 */
export const isStateful = ({ rule, refresh = 1 }: Pick<GuidedConditions<unknown>, 'rule' | 'refresh'>): boolean =>
  refresh > 1 || rule?.remembers === true

const plain: GuidanceRule = {
  name: 'guidance',
  answer: ({ toward, away }, scale) => ({ denoised: guide(toward, away, scale), remembered: null }),
}

const noContext: GuidanceContext = { slot: null, unconditional: false }

const noState: GuidanceState = { away: null, age: 0, remembered: null }

/** The answer with what is told beside it; a plain latent where there is nothing. */
const answerWith = (denoised: Latent, unconditional: Latent | null, slot: GuidanceContext['slot']): Answer =>
  unconditional === null && slot === null
    ? denoised
    : { ...denoised, ...(unconditional === null ? {} : { unconditional }), ...(slot === null ? {} : { slot }) }

/** Whether a rule acts at a sigma: where guidance does, and one of three branches at scale 1 too. */
const isRuledAt = <C>(conditions: GuidedConditions<C>, sigma: number): boolean => {
  const { within = { low: 0, high: Infinity }, rule } = conditions
  return isGuidedAt(conditions, sigma) || (rule?.neutral === true && within.low <= sigma && sigma <= within.high)
}

const refusalOf = <C>(conditions: GuidedConditions<C>): Refused | undefined => {
  const { rule, refresh = 1, neutral } = conditions
  const checked = checkGuidance(conditions)
  if (E.isLeft(checked)) return checked.left
  if (rule?.refusal !== undefined) return rule.refusal
  if (!(refresh >= 1)) return refusal('guidance', `a refresh of ${refresh}`, 'a number of calls of at least 1')
  return rule?.neutral === true && neutral === undefined
    ? refusal('guidance', `a rule that asks three branches, ${rule.name}, of two`, 'a neutral condition too')
    : undefined
}

/**
 * Classifier-free guidance: a denoiser from a conditional one, which is asked under two conditions at once.
 *
 * ```text
 * D(x, sigma) = away + scale (toward - away), or what `rule` says; rescaled by phi, at the sigmas of `within`
 * ```
 *
 * Scale 1 is the conditional answer, and then no second branch is computed, as outside of `within`; but under
 * {@link withCfgpp}, which asks for both. What is remembered of earlier calls, the answer that `refresh` keeps and what a
 * rule remembers, is in the carry: {@link isStateful}. Latents `[batch, channels, frames]`. Refused, when a run begins
 * with it: what {@link checkGuidance} refuses, a refresh below 1, what the rule refuses. Rejects where the model gives
 * fewer answers than conditions, or a curve has not one number a frame.
 * Laws: those of `guidanceLaws` of the laws package.
 * Source: Ho and Salimans 2022, eq. 6; Kynkäänniemi et al. 2024 (`within`); Lin et al. 2023 (phi); Kodaira et al. 2023
 * (StreamDiffusion), section 3.2 (`refresh`). See {@link guide}.
 *
 * @example
 * ```ts
 * import { constant } from '@sigmastream/core'
 * import { type ConditionalDenoiser, guidedDenoiser } from '@sigmastream/samplers'
 *
 * const model: ConditionalDenoiser<number> = async (x, _, labels) => labels.map((label) => constant(x.shape, label))
 * const { signal } = new AbortController()
 * const denoiser = guidedDenoiser(model, { toward: 3, away: 1, scale: 7, within: { low: 0.5, high: 10 } })
 * const at = async (sigma: number) => (await denoiser(constant([1, 1, 1], 9), sigma, signal)).data[0]
 * console.log(await at(2), await at(20)) // 15 3
 * ```
 */
export const guidedDenoiser = <C>(model: ConditionalDenoiser<C>, conditions: GuidedConditions<C>): Denoiser => {
  const { toward, rule = plain } = conditions
  const denoiser: Denoiser = async (x, sigma, signal, { slot, unconditional } = noContext) => {
    if (rule.standsStill?.(sigma) === true) {
      const still = combine([1 / (1 + sigma), x])
      return answerWith(still, unconditional ? still : null, slot)
    }
    const guided = isRuledAt(conditions, sigma)
    if (!guided && !unconditional) return answerWith(answerOf(await model(x, sigma, [toward], signal), 0), null, slot)
    const state = guidanceSlot.get({ slot }) ?? noState
    const { branches, age } = await askBranches(model, conditions, state, x, sigma, signal)
    const { denoised, remembered } = guided
      ? rule.answer(branches, scaleAt(conditions, sigma), state.remembered)
      : { denoised: branches.toward, remembered: state.remembered }
    const { phi = 0, refresh = 1 } = conditions
    return answerWith(
      guided ? rescaleOutput(denoised, branches.toward, phi, x, branches.output?.(sigma) ?? null) : denoised,
      unconditional ? branches.away : null,
      isStateful(conditions) ? guidanceSlot.of({ away: refresh > 1 ? branches.away : null, age, remembered }) : null,
    )
  }
  const refused = refusalOf(conditions)
  return refused === undefined ? denoiser : Object.assign(denoiser, { refusal: refused })
}
