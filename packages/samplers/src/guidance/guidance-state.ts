import { type Latent, type Step, slotLens } from '@sigmastream/core'

/**
 * What guidance knows of earlier calls of a run: the last answer of the branch that is led away from and how many calls
 * ago it was given, and what the rule remembers.
 */
export interface GuidanceState {
  readonly away: Latent | null
  readonly age: number
  readonly remembered: Latent | null
}

const isLatent = (latent: unknown): boolean =>
  typeof latent === 'object' && latent !== null && 'shape' in latent && 'data' in latent

/** Whether a value is a state of guidance: a checkpoint may come from a file. */
const isGuidanceState = (state: unknown): state is GuidanceState =>
  typeof state === 'object' &&
  state !== null &&
  'age' in state &&
  typeof state.age === 'number' &&
  'away' in state &&
  (state.away === null || isLatent(state.away)) &&
  'remembered' in state &&
  (state.remembered === null || isLatent(state.remembered))

/** Where an evaluation has the state. */
export const guidanceSlot = slotLens<GuidanceState>('guidance', isGuidanceState)

/**
 * The step under guidance with a state, such as the momentum of {@link adaptiveProjection} or an answer that is asked
 * for less often (`refresh` of {@link guidedDenoiser}): it declares that it reads the evaluation before its own, where
 * that state is.
 *
 * ```text
 * memory' = max(memory, 2)
 * ```
 *
 * Nothing else changes, and nothing is refused.
 * Law: the declared memory suffices, bit for bit; without it the law kit finds that it does not.
 *
 * @example
 * ```ts
 * import { euler, withGuidanceState } from '@sigmastream/samplers'
 *
 * console.log(euler().memory, withGuidanceState(euler()).memory) // 0 2
 * ```
 */
export const withGuidanceState = (inner: Step): Step => ({ ...inner, memory: Math.max(inner.memory, 2) })
