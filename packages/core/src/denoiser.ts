import type { Slot } from './algebra/slot.js'
import type { Refusable } from './errors.js'
import type { Latent } from './latent.js'

/** What a denoiser is told beside x and sigma; one without guidance has no use for it. */
export interface GuidanceContext {
  /** What guidance left in the newest evaluation; `null` at the start of a run. */
  readonly slot: Slot | null
  /** Whether the unconditional estimate is wanted too, as CFG++ wants it. */
  readonly unconditional: boolean
}

/**
 * The expected clean latent, and what guidance says beside it: the estimate of the branch that it leads away from, and
 * its state, which it is told again at the next call. Both stay in the evaluation, so in the carry. A plain latent is an
 * answer.
 */
export interface Answer extends Latent {
  readonly unconditional?: Latent
  readonly slot?: Slot
}

/**
 * The model, with its conditioning already inside: the expected clean latent given a noisy `x` at noise level `sigma`,
 * both `[batch, channels, frames]`. It writes into no latent: x belongs to the solver, and an answer, once given, to
 * whoever keeps it, so each call has memory of its own (`checkDenoiser` of `frames` and the law kit look). What it
 * remembers of earlier calls it finds in `context`, and nowhere else. It may reject; the stage that asked turns that
 * into `DenoiserFailed`.
 */
export type Denoiser = ((x: Latent, sigma: number, signal: AbortSignal, context?: GuidanceContext) => Promise<Answer>) &
  Refusable
