import {
  type Answer,
  combine,
  type Denoiser,
  type GuidanceContext,
  type Latent,
  type Slot,
  slotLens,
} from '@sigmastream/core'
import type { LevelNoise } from '@sigmastream/core/noise'

/** What the guidance of each side left at the last call. */
interface EditState {
  readonly source: Slot | null
  readonly target: Slot | null
}

const isSlot = (slot: unknown): slot is Slot | null =>
  slot === null || (typeof slot === 'object' && 'owner' in slot && typeof slot.owner === 'string' && 'state' in slot)

const isEditState = (state: unknown): state is EditState =>
  typeof state === 'object' &&
  state !== null &&
  'source' in state &&
  isSlot(state.source) &&
  'target' in state &&
  isSlot(state.target)

const editSlot = slotLens<EditState>('editing', isEditState)

const noState: EditState = { source: null, target: null }

const noContext: GuidanceContext = { slot: null, unconditional: false }

const difference = (target: Latent, source: Latent): Latent => combine([1, target], [-1, source])

/** One answer less the other, in what is told beside the denoised as well. */
const answerOf = (target: Answer, source: Answer): Answer => ({
  ...difference(target, source),
  ...(target.unconditional === undefined || source.unconditional === undefined
    ? {}
    : { unconditional: difference(target.unconditional, source.unconditional) }),
  ...(target.slot === undefined && source.slot === undefined
    ? {}
    : { slot: editSlot.of({ source: source.slot ?? null, target: target.slot ?? null }) }),
})

/**
 * An edit as a denoiser: what the target model makes of a recording, less what the source model makes of it. Both look
 * at the same noised recording, the target with the edit so far in it.
 *
 * ```text
 * F(delta, sigma) = target(x + delta + sigma eps, sigma) - source(x + sigma eps, sigma),   eps = noise(sigma)
 * ```
 *
 * The run is of delta, the difference to the reference x: it starts at 0 ({@link edit}) and ends as what is added to x
 * ({@link applyEdit}). Source and target are most often one model under two conditions: what is heard, and what is to
 * be. The source is asked first, then the target, each told the state that its own guidance left. Latents
 * `[batch, channels, frames]` of one shape; others reject. Refused, by the run that begins with it: what the noise or
 * either model is refused for.
 * Laws: the same model on both sides leaves the edit at 0, bit for bit, whatever the sampler; swapping the sides negates
 * the first answer, bit for bit; between Gaussians of one width it is the Gaussian between their means, to rounding.
 * Source: Kulikov et al. 2024 (FlowEdit), alg. 1 with n_avg 1, in sigma: its step is Euler's on delta. In a part of the
 * frames: {@link maskedDenoiser}.
 *
 * @example
 * ```ts
 * import { constant, orThrow, plan, run } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed, keyedBySigma } from '@sigmastream/core/noise'
 * import { applyEdit, edit, editing, euler } from '@sigmastream/samplers'
 *
 * const reference = constant([1, 1, 2], 0.5)
 * const denoiser = editing(gaussianDenoiser(0, 1), gaussianDenoiser(3, 1), reference, keyedBySigma(7))
 * const steps = edit(plan({ step: euler(), schedule: [9, 4, 2, 1, 0], shape: [1, 1, 2] }))
 * const { x } = orThrow(await run(steps, { denoiser, noise: keyed(7) })())
 * console.log(applyEdit(reference, x).data[0]?.toFixed(1)) // 3.3
 * ```
 */
export const editing = (source: Denoiser, target: Denoiser, reference: Latent, noise: LevelNoise): Denoiser => {
  const denoiser: Denoiser = async (delta, sigma, signal, { slot, unconditional } = noContext) => {
    const before = editSlot.get({ slot }) ?? noState
    const noised = combine([1, reference], [sigma, noise(sigma, delta.shape)])
    const heard = await source(noised, sigma, signal, { slot: before.source, unconditional })
    signal.throwIfAborted()
    const edited = combine([1, noised], [1, delta])
    return answerOf(await target(edited, sigma, signal, { slot: before.target, unconditional }), heard)
  }
  const refused = source.refusal ?? target.refusal ?? noise.refusal
  return refused === undefined ? denoiser : Object.assign(denoiser, { refusal: refused })
}
